"""What people are told about an error, besides what it is."""

# What a person can do about it, where there is something to say.
ADVICE = {
    400: "Go back, reload the page and try again.",
    403: "Sign in with an account that may do this, or go back.",
    404: "The address may be mistyped, or what was here has been deleted.",
    405: "Go back and use the buttons of the page.",
    413: "Go back and send less at once.",
    422: "Go back and correct the address, or start again.",
    500: "It is not your doing. Try again in a moment.",
    503: "Try again in a moment.",
}
FORM_EXPIRED = (
    "The form was too old to be sent, or did not come from this site. Perhaps you have signed in or out in"
    " another window. Copy what you have written before you load the page again."
)
NOT_SAVED = "You were signed out. What you sent is not saved."

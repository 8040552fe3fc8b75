"""What this application is called."""

# The issuer and the audience of its tokens, too: tokens of another application mean nothing here.
SLUG = "{{ cookiecutter.project_slug }}"
NAME = {{cookiecutter.project_name | one_line | python}}
DESCRIPTION = {{cookiecutter.description | one_line | python}}

"""How often one may try: what is counted, for whom, and how much of it is too much."""

from hashlib import sha256
from ipaddress import AddressValueError, IPv6Address, ip_network

from limits import RateLimitItemPerHour, RateLimitItemPerMinute

from app.users.schemas import normalised_email

# Wrong passwords. Who signs in as often as he likes, with the right one, is not slowed down.
FAILURES_OF_ACCOUNT = RateLimitItemPerMinute(5, 15, "failures-of-account")
FAILURES_OF_ADDRESS = RateLimitItemPerMinute(20, 15, "failures-of-address")
REGISTRATIONS = RateLimitItemPerHour(10, 1, "registrations")
# Messages that anybody may have sent to an address that need not be his.
MAILS = RateLimitItemPerHour(10, 1, "mails")

# The part of an IPv6 address that a provider gives to a customer, who has all addresses below it.
IPV6_CUSTOMER_PREFIX = 64


def account_key(email: str) -> str:
    """Who is counted for an account, whether there is one or not; it does not tell the e-mail address."""
    name = normalised_email(email) or email
    return sha256(name.encode(errors="replace")).hexdigest()


def address_key(address: str) -> str:
    """Who is counted for the network address of a client."""
    try:
        parsed = IPv6Address(address)
    except AddressValueError:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), IPV6_CUSTOMER_PREFIX), strict=False))

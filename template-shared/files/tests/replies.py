"""What a server elsewhere answers, byte for byte."""

SILENCE = b""


def answer(body: str, status: str = "200 OK") -> bytes:
    content = body.encode()
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status.encode(),
        len(content),
        content,
    )

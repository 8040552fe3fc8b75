// How this server is spoken to: a WebSocket, on which each message is JSON with a type.

export function connect(ticket, { opened, heard, closed }) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const query = new URLSearchParams({ ticket });
  const socket = new WebSocket(`${scheme}//${location.host}/api/v1/realtime?${query}`);
  socket.addEventListener("open", () => opened());
  socket.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => closed(event.code));
  return {
    say: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
  };
}

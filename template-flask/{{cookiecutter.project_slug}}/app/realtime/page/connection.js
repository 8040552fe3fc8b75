// How this server is spoken to: Socket.IO over a WebSocket, as much of it as this page needs. An application of
// your own has https://socket.io/docs/v4/client-api/ for that.

const [OPEN, PING, PONG, EVENT, WELCOME, REFUSED] = ["0", "2", "3", "42", "40", "44"];

export function connect(ticket, { opened, heard, closed }) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/socket.io/?EIO=4&transport=websocket`);
  const packets = [
    [EVENT, (text) => heard(JSON.parse(text)[1])],
    [WELCOME, () => opened()],
    [REFUSED, () => socket.close()],
    [OPEN, () => socket.send(WELCOME + JSON.stringify({ ticket }))],
    [PING, () => socket.send(PONG)],
  ];
  socket.addEventListener("message", ({ data }) => {
    const [start, answer] = packets.find(([start]) => data.startsWith(start)) ?? ["", () => {}];
    answer(data.slice(start.length));
  });
  socket.addEventListener("close", (event) => closed(event.code));
  return {
    say: ({ type, ...values }) => socket.send(EVENT + JSON.stringify([type, values])),
    close: () => socket.close(),
  };
}

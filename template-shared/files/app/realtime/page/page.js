// Signs in, gets a ticket, connects with it, and comes back when the connection was lost.

import { connect } from "./connection.js";

const at = (id) => document.getElementById(id);
const MOST_SECONDS_TO_WAIT = 30;
const MOST_SHOWN = 200;

let tokens = null;
let connection = null;
let room = null;
let me = null;
let lost = 0;
let retry = null;
let shown = new Set();

// Signing in

async function call(method, path, options = {}) {
  const headers = tokens ? { Authorization: `Bearer ${tokens.access_token}` } : {};
  const given = { method, ...options, headers: { ...headers, ...options.headers } };
  return fetch(`/api/v1${path}`, given).catch(() => {
    throw new Error("The server cannot be reached. Try again in a moment.");
  });
}

async function problem(response) {
  const told = await response.json().catch(() => ({}));
  return told.detail ?? `The server answers ${response.status}.`;
}

async function signIn(event) {
  event.preventDefault();
  const button = at("sign-in").querySelector("button");
  // A second click would start a second session.
  if (button.disabled) return;
  button.disabled = true;
  at("sign-in-error").textContent = "";
  const form = new URLSearchParams({ username: at("email").value, password: at("password").value });
  try {
    const response = await call("POST", "/auth/login", { body: form });
    if (!response.ok) throw new Error(await problem(response));
    tokens = await response.json();
    me = (await (await call("GET", "/users/me")).json()).id;
  } catch (error) {
    tokens = null;
    at("sign-in-error").textContent = error.message;
    return;
  } finally {
    button.disabled = false;
  }
  at("password").value = "";
  show(true);
  at("room").focus();
  start();
}

async function signOut() {
  const given = tokens;
  forget("Signed out");
  const body = JSON.stringify({ refresh_token: given.refresh_token });
  await call("POST", "/auth/logout", { body, headers: { "Content-Type": "application/json" } });
}

function forget(why) {
  clearTimeout(retry);
  tokens = me = room = null;
  connection?.close();
  connection = null;
  clearRoom();
  show(false);
  state("off", why);
  at("email").focus();
}

async function refresh() {
  const body = JSON.stringify({ refresh_token: tokens.refresh_token });
  const response = await call("POST", "/auth/refresh", { body, headers: { "Content-Type": "application/json" } });
  if (response.ok) tokens = await response.json();
  return response.ok;
}

// Connecting

async function newTicket() {
  let response = await call("POST", "/realtime/tickets");
  if (response.status === 401 && (await refresh())) response = await call("POST", "/realtime/tickets");
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(await problem(response));
  return (await response.json()).ticket;
}

async function start() {
  state("waiting", "Connecting …");
  try {
    const ticket = await newTicket();
    if (!tokens) return;
    if (ticket === null) return forget("Your session has ended");
    const own = connect(ticket, { opened, heard, closed: () => own === connection && closed() });
    connection = own;
  } catch {
    closed();
  }
}

function opened() {
  lost = 0;
  state("on", "Connected");
  if (room) connection.say({ type: "join", room });
}

function closed() {
  connection = null;
  // What somebody is writing stays, and so does the place of the cursor.
  at("publish").querySelector("button").disabled = true;
  if (!tokens) return;
  // Not all at the same moment, after a restart of the server.
  const seconds = Math.min(MOST_SECONDS_TO_WAIT, 2 ** lost / 2) * (0.5 + Math.random() / 2);
  lost += 1;
  state("waiting", "Connection lost, trying again …");
  retry = setTimeout(start, seconds * 1000);
}

// Rooms

function heard(message) {
  const answers = {
    joined: () => {
      at("error").textContent = "";
      at("room-title").textContent = message.room;
      message.history.forEach(append);
      members(message.members);
      enable(true);
    },
    message: () => append(message),
    presence: () => members(message.members),
    error: () => {
      at("error").textContent = message.detail;
    },
  };
  if (message.room && message.room !== room) return;
  answers[message.type]?.();
}

function join(event) {
  event.preventDefault();
  const wanted = at("room").value.trim();
  if (!wanted) return;
  leave();
  // Without a connection it is joined by the next one.
  room = wanted;
  connection?.say({ type: "join", room });
}

function leave() {
  if (room) connection?.say({ type: "leave", room });
  room = null;
  clearRoom();
}

function publish(event) {
  event.preventDefault();
  if (!room || !connection) return;
  connection.say({ type: "publish", room, data: { text: at("text").value }, id: crypto.getRandomValues(new Uint32Array(2)).join("-") });
  at("text").value = "";
  at("text").focus();
}

// What is seen

function append(message) {
  const key = `${message.from.id} ${message.id}`;
  if (shown.has(key)) return;
  shown.add(key);
  const log = at("log");
  const list = at("messages");
  const atTheEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const item = document.createElement("li");
  item.classList.toggle("own", message.from.id === me);
  const who = document.createElement("div");
  who.className = "who";
  const name = document.createElement("b");
  name.textContent = message.from.name;
  const time = document.createElement("time");
  time.dateTime = message.at;
  time.textContent = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  who.append(name, time);
  const said = document.createElement("p");
  said.className = "said";
  said.textContent = message.data?.text ?? JSON.stringify(message.data);
  item.append(who, said);
  list.append(item);
  while (list.children.length > MOST_SHOWN) list.firstChild.remove();
  if (atTheEnd) log.scrollTop = log.scrollHeight;
}

function members(people) {
  at("members").replaceChildren(
    ...people.map((person) => {
      const item = document.createElement("li");
      item.dataset.initial = [...person.name][0].toUpperCase();
      item.textContent = person.id === me ? `${person.name} (you)` : person.name;
      return item;
    }),
  );
}

function clearRoom() {
  shown = new Set();
  at("messages").replaceChildren();
  at("members").replaceChildren();
  at("error").textContent = "";
  at("room-title").textContent = "No room yet";
  enable(false);
}

function enable(on) {
  at("text").disabled = at("publish").querySelector("button").disabled = !on;
  at("leave").hidden = !on;
}

function state(name, text) {
  at("status").dataset.state = name;
  at("status").textContent = text;
}

function show(signedIn) {
  at("sign-in").hidden = signedIn;
  at("rooms").hidden = at("sign-out").hidden = !signedIn;
}

at("sign-in").addEventListener("submit", signIn);
at("sign-out").addEventListener("click", signOut);
at("join").addEventListener("submit", join);
at("leave").addEventListener("click", () => {
  leave();
  at("room").focus();
});
at("publish").addEventListener("submit", publish);

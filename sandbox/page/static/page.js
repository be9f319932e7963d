import { composer } from "./composer.js";
import { el } from "./dom.js";
import { ask, tell } from "./server.js";
import { drawMessages } from "./messages.js";

// Who one is and where one looks; everything else is what the server says.
const place = { me: null, channel: null, found: null };
let around = null;
let bottom = null;
const read = {};

const at = (id) => document.getElementById(id);

async function refresh() {
  const state = await ask({ as: place.me ?? "", channel: place.channel ?? "" });
  if (!state.me) return begin(state);
  around = state;
  const chosen = state.channels.find((one) => one.id === place.channel);
  if (!chosen) {
    place.channel = (state.channels.find((one) => one.member) ?? state.channels[0])?.id;
    return place.channel ? refresh() : undefined;
  }
  read[chosen.id] = chosen.last;
  drawSide(state);
  drawHead(state, chosen);
  drawMessages(at("messages"), state, { channel: chosen, found: place.found, changed: refresh });
  place.found = null;
}

function begin(state) {
  const first = state.workspaces.flatMap((one) => one.people).find((one) => !one.is_bot);
  at("workspace").textContent = state.workspaces[0]?.name ?? "An empty workspace";
  if (!first) return;
  place.me = first.id;
  const linked = /^\/archives\/(\w+)\/p(\d{10})(\d{6})/.exec(location.pathname);
  if (linked) [place.channel, place.found] = [linked[1], `${linked[2]}.${linked[3]}`];
  refresh();
}

function drawSide(state) {
  const workspace = state.workspaces.find((one) => one.people.some((person) => person.id === place.me));
  at("workspace").textContent = workspace.name;
  at("app").textContent = state.app.connected ? `${state.app.name} is connected` : `${state.app.name} is not connected`;
  const people = state.workspaces.flatMap((one) => one.people.filter((person) => !person.is_bot).map((person) => option(person, one, state)));
  at("me").replaceChildren(...people);
  const groups = [
    ["Channels", state.channels.filter((one) => one.kind !== "im" && one.member)],
    ["More channels", state.channels.filter((one) => one.kind !== "im" && !one.member)],
    ["Direct messages", state.channels.filter((one) => one.kind === "im")],
  ];
  at("channels").replaceChildren(...groups.filter(([, list]) => list.length).flatMap(([name, list]) => [el("h3", {}, name), ...list.map(entry)]));
}

function option(person, workspace, state) {
  const words = [...person.words, state.workspaces.length > 1 ? workspace.name : ""].filter(Boolean).join(", ");
  return el("option", { value: person.id, selected: person.id === place.me }, words ? `${person.name} (${words})` : person.name);
}

function title(channel) {
  return channel.kind === "im" ? around.app.name : `${channel.kind === "group" ? "🔒" : "#"} ${channel.name}`;
}

function entry(channel) {
  const unread = channel.last > (read[channel.id] ?? "") && channel.id !== place.channel && read[channel.id] !== undefined;
  const shape = [unread ? "unread" : "", channel.member ? "" : "outside"].filter(Boolean).join(" ");
  read[channel.id] ??= channel.last;
  return el("button", { type: "button", class: shape, "aria-current": String(channel.id === place.channel), onclick: () => go(channel.id) }, title(channel));
}

function go(channel) {
  place.channel = channel;
  bottom = null;
  history.replaceState(null, "", "/");
  refresh();
}

function drawHead(state, channel) {
  at("title").textContent = title(channel);
  const people = channel.members.map((id) => state.users[id]).join(", ");
  at("about").textContent = `${channel.archived ? "archived · " : ""}${people}`;
  at("join").hidden = channel.member || channel.archived;
  if (bottom?.channel === channel.id && bottom.me === place.me) return;
  // The composer is drawn once a place, so that nobody's words are lost while the page follows what happens.
  bottom = { channel: channel.id, me: place.me };
  at("composer").replaceChildren(...(channel.member && !channel.archived ? [composer({ place, around: () => around, name: title(channel) })] : []));
}

at("me").addEventListener("change", (event) => {
  place.me = event.target.value;
  if (!around.workspaces.find((one) => one.people.some((person) => person.id === place.me))?.people.some((person) => person.id === around.me.id)) place.channel = null;
  refresh();
});
at("join").addEventListener("click", async () => {
  await tell("join", { as: place.me, channel: place.channel });
  refresh();
});

let asked = null;
const changes = new EventSource("/sandbox/changes");
changes.addEventListener("error", () => {
  at("app").textContent = "The sandbox does not answer";
});
changes.addEventListener("message", () => {
  asked ??= setTimeout(() => {
    asked = null;
    refresh();
  }, 40);
});

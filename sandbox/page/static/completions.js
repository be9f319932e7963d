import { html, useEffect, useId, useState } from "./vendor/preact.js";
import { Avatar, Icon, shapes } from "./drawing.js";
import { found } from "./emojipicker.js";

// What the composer offers while one types: commands after /, people after @, channels after #, emoji after a colon.

const MOST = 8;
const BUILT_IN = [
  { name: "/invite", usage_hint: "@someone", description: "Bring someone, or the app, into this channel" },
  { name: "/leave", usage_hint: "", description: "Leave this channel" },
];
const BROADCASTS = [
  { words: "@channel ", label: "@channel", detail: "Notify everyone in this channel", icon: "bell" },
  { words: "@here ", label: "@here", detail: "Notify every active member of this channel", icon: "bell" },
];

function commands(words, around) {
  const all = [...around.commands.map((one) => ({ ...one, app: around.app.name })), ...BUILT_IN.map((one) => ({ ...one, app: "Slack" }))];
  return all.filter((one) => one.name.startsWith(words)).map((one) => ({ words: `${one.name} `, command: one }));
}

function people(words, around) {
  const wanted = words.toLowerCase();
  const called = (one) => [one.name, one.handle, ...one.name.split(" ")].some((name) => name.toLowerCase().startsWith(wanted));
  const named = Object.entries(around.users).filter(([id, one]) => id !== "USLACKBOT" && !one.deactivated && called(one));
  const drawn = named.map(([id, one]) => ({ words: `@${one.name} `, label: one.name, detail: one.bot ? "App" : `@${one.handle}`, avatar: id }));
  return [...drawn, ...BROADCASTS.filter((one) => one.label.startsWith(`@${wanted}`))];
}

function rooms(words, around) {
  const named = around.conversations.filter((one) => one.kind !== "im" && one.name.startsWith(words.toLowerCase()));
  return named.map((one) => ({ words: `#${one.name} `, label: one.name, icon: one.kind === "group" ? "lock" : "hash" }));
}

const emoji = (words) => (words.length < 2 ? [] : found(words).map((one) => ({ words: `:${one.name}: `, label: `:${one.name}:`, drawn: one.drawn })));

const MARKS = { "@": ["People", people], "#": ["Channels", rooms], ":": ["Emoji", emoji] };

// What is being typed at the caret and what it may become: {from, kind, list}, or nothing.
export function completing(text, caret, around, thread) {
  const before = text.slice(0, caret);
  if (/^\/\S*$/.test(before)) return { from: 0, kind: "Commands", list: thread ? [] : commands(before, around) };
  const match = /(^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(before);
  if (!match) return null;
  const [kind, list] = MARKS[match[2]];
  return { from: caret - match[3].length - 1, kind, list: list(match[3], around).slice(0, MOST) };
}

// The list above the composer; it takes the composer's keys while it is open. What is offered may be drawn later than a key comes, so
// that a key asks anew.
export function Completions({ box, offer, onKey }) {
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(null);
  const id = useId();
  const offered = offer(box.text, box.caret);
  const key = (what) => what && `${what.kind} ${what.from}`;
  const listed = (what) => (what && closed !== key(what) ? what.list : []);
  const list = listed(offered);
  const chosen = Math.max(0, Math.min(at, list.length - 1));
  const take = (one, from) => box.replace(from, box.ref.current.selectionStart, one.words);
  const pressed = (event) => {
    const { value, selectionStart } = box.ref.current;
    const now = offer(value, selectionStart);
    const there = listed(now);
    const one = there[Math.min(chosen, there.length - 1)];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    // A command that is typed whole is sent, not completed.
    const takes = event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && one?.words.trim() !== value);
    if (!one || event.isComposing || !(step || takes || event.key === "Escape")) return onKey(event);
    if (step) setAt((chosen + step + there.length) % there.length);
    else if (takes) take(one, now.from);
    else setClosed(key(now));
    event.preventDefault();
    return event.stopPropagation();
  };
  useEffect(() => setAt(0), [key(offered), list.length]);
  useEffect(() => {
    const area = box.ref.current;
    area.addEventListener("keydown", pressed);
    area.ariaActiveDescendantElement = list.length ? document.getElementById(`${id}-${chosen}`) : null;
    return () => area.removeEventListener("keydown", pressed);
  });
  useEffect(() => document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" }), [chosen]);
  if (!list.length) return null;
  return html`<div class="completions" role="listbox" id=${id} aria-label=${offered.kind}>
    <header>${offered.kind}<small>↑↓ to choose · Tab or Enter to take · Esc to close</small></header>
    ${list.map((one, index) => html`<div role="option" id="${id}-${index}" key=${one.words} class=${shapes(index === chosen && "active")}
        aria-selected=${index === chosen} onPointerDown=${(event) => event.preventDefault()} onMouseMove=${() => setAt(index)}
        onClick=${() => take(one, offered.from)}>
      ${one.command ? html`<${Command} one=${one.command} />` : html`<${Thing} one=${one} />`}
    </div>`)}
  </div>`;
}

function Command({ one }) {
  return html`<span class="command"><b>${one.name}</b> <span class="usage">${one.usage_hint}</span><small>${one.description}</small></span>
    <small class="of">${one.app}</small>`;
}

function Thing({ one }) {
  return html`${one.avatar && html`<${Avatar} user=${one.avatar} size=${20} />`}
    ${one.icon && html`<${Icon} name=${one.icon} size=${16} />`}
    ${one.drawn && html`<span class="emoji">${one.drawn}</span>`}
    <span>${one.label}</span>${one.detail && html`<small>${one.detail}</small>`}`;
}

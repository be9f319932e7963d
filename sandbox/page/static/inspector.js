import { html, useEffect, useState } from "./vendor/preact.js";
import { time } from "./dates.js";
import { Icon, IconButton, shapes, useAround } from "./drawing.js";
import { ask } from "./server.js";
import { store } from "./store.js";

// What went over the wire: every envelope with its answers, every call of the app's with its own, newest first.

// Refused, not answered, or answered too late, though a later attempt may have done.
const isTrouble = (one) => Boolean(one.trouble || one.attempts?.some((attempt) => attempt.problem || attempt.late));
const KINDS = { events_api: "event", slash_commands: "command", interactive: "interaction", call: "call" };

export function Inspector({ told, onClose }) {
  const around = useAround();
  const [entries, setEntries] = useState([]);
  const [only, setOnly] = useState("");
  useEffect(() => {
    let wanted = true;
    ask("log", { as: store.place.me }).then((found) => wanted && setEntries(found)).catch(() => {});
    return () => {
      wanted = false;
    };
  }, [told, around.me.id]);
  const kinds = [["", "All"], ["told", "To the app"], ["call", "From the app"], ["trouble", "Trouble"]];
  const wanted = {
    "": () => true,
    told: (one) => one.kind !== "call",
    call: (one) => one.kind === "call",
    trouble: isTrouble,
  };
  const shown = entries.filter(wanted[only]);
  return html`<aside class="inspector" aria-label="What went over the wire">
    <header class="channel-head"><h2>Over the wire</h2><${IconButton} name="x" label="Close" onClick=${onClose} /></header>
    <div class="filters" role="group" aria-label="Show">${kinds.map(([name, label]) => html`<button type="button"
      aria-pressed=${only === name} onClick=${() => setOnly(name)}>${label}</button>`)}</div>
    <div class="scroll">${shown.length === 0 && html`<p class="none">Nothing yet.</p>`}
      ${[...shown].reverse().map((one) => html`<${Entry} key=${one.id} entry=${one} zone=${around.me.tz} />`)}</div>
  </aside>`;
}

function Entry({ entry, zone }) {
  const [open, setOpen] = useState(false);
  const call = entry.kind === "call";
  const last = entry.attempts?.at(-1);
  const said = entry.trouble || (entry.waiting ? "…" : last ? `${Math.round(last.seconds * 1000)} ms` : "ok");
  return html`<details class=${shapes("entry", call ? "call" : "told", isTrouble(entry) && "trouble")} open=${open}
    onToggle=${(event) => setOpen(event.target.open)}>
    <summary><${Icon} name="right" size=${14} /><span class="way" title=${call ? "From the app" : "To the app"}>${call ? "←" : "→"}</span>
      <b>${entry.name}</b><small>${KINDS[entry.kind] ?? entry.kind}</small><span class="said">
      ${entry.attempts?.length > 1 ? `${entry.attempts.length} attempts · ` : ""}${said}</span><time>${time(entry.at, zone, true)}</time>
      </summary>
    ${open && html`<div class="entry-body">
      <h3>${call ? "Parameters" : "Payload"}</h3><${Json} value=${entry.payload} open />
      ${call && html`<h3>Answer</h3><${Json} value=${entry.answer} open />`}
      ${(entry.attempts ?? []).map((one, at) => html`<${Attempt} one=${one} number=${entry.attempts.length > 1 ? at + 1 : 0}
        zone=${zone} />`)}
      ${entry.due && html`<h3>Again at ${time(entry.due, zone, true)}</h3>`}
    </div>`}
  </details>`;
}

function Attempt({ one, number, zone }) {
  const how = one.acked ? "acked" : one.problem || "under way";
  const late = one.late ? " · acked too late" : "";
  return html`<h3 class=${one.problem ? "trouble" : ""}>
      ${number ? `Attempt ${number}: ` : ""}${how} · ${Math.round(one.seconds * 1000)} ms${late} · ${time(one.at, zone, true)}
    </h3>
    ${one.payload !== null && html`<${Json} value=${one.payload} open />`}`;
}

// A value of JSON; what is large is folded.
function Json({ value, name = null, open = false }) {
  const [shown, setShown] = useState(open);
  const label = name === null ? null : html`<span class="json-name">${name}: </span>`;
  if (value === null || typeof value !== "object") return html`<div class="json ${value === null ? "null" : typeof value}">${label}<span>
    ${JSON.stringify(value)}</span></div>`;
  const entries = Object.entries(value);
  const [begin, end] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return html`<div class="json">${label}${begin}${end}</div>`;
  return html`<div class="json"><button type="button" aria-expanded=${shown} onClick=${() => setShown(!shown)}>
    <${Icon} name=${shown ? "down" : "right"} size=${12} />${label}${begin}${shown ? "" : html`<small> ${entries.length} … ${end}</small>`}
    </button>
    ${shown && html`<div class="json-inside">${entries.map(([key, one]) => html`<${Json} key=${key}
      name=${Array.isArray(value) ? null : key} value=${one} />`)}</div>${end}`}</div>`;
}

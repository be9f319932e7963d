import { html, useEffect, useId, useRef, useState } from "./vendor/preact.js";
import { Mrkdwn } from "./blocks/mrkdwn.js";
import { moment } from "./dates.js";
import { Dialog } from "./dialog.js";
import { Avatar, Icon, escaped, shapes, useAround } from "./drawing.js";
import { ask } from "./server.js";
import { ChannelMark, channelName } from "./sidebar.js";
import { go, store } from "./store.js";

// The box on top: leads to a channel by its name, to a message by its words. Ctrl+K or Cmd+K opens it from everywhere.

export function Search({ channels, now }) {
  const around = useAround();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const key = (event) => {
      if (event.key !== "k" || !(event.metaKey || event.ctrlKey) || document.querySelector("dialog")) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
  return html`<button type="button" class="search-open" onClick=${() => setOpen(true)}>
    <${Icon} name="search" size=${15} /> Search ${around.team.name}</button>
    ${open && html`<${Finder} channels=${channels} now=${now} onClose=${() => setOpen(false)} />`}`;
}

function Finder({ channels, now, onClose }) {
  const around = useAround();
  const [words, setWords] = useState("");
  const [said, setSaid] = useState([]);
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef();
  useEffect(() => {
    let wanted = true;
    const due = setTimeout(() => ask("search", { as: store.place.me, words }).then((found) => wanted && setSaid(found)).catch(() => {}), 80);
    return () => {
      wanted = false;
      clearTimeout(due);
    };
  }, [words]);
  useEffect(() => list.current?.querySelector(".active")?.scrollIntoView({ block: "nearest" }), [at]);
  const wanted = words.toLowerCase().replace(/^#/, "");
  const named = channels.filter((one) => channelName(one, around).toLowerCase().includes(wanted));
  const rooms = named.map((one) => ({ key: one.id, room: one, to: { channel: one.id, thread: "", found: "" } }));
  const hits = words ? said.map((one) => ({ key: one.ts, hit: one, to: { channel: one.channel, found: one.ts, thread: one.root ?? "" } })) : [];
  const all = [...rooms, ...hits];
  const take = (one) => {
    onClose();
    go({ channel: one.to.channel });
    go(one.to);
  };
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) setAt((at + step + all.length) % all.length);
    else if (event.key === "Enter" && all[at]) take(all[at]);
    else return;
    event.preventDefault();
  };
  const row = (one, index) => html`<div role="option" id="${id}-${index}" key=${one.key} class=${shapes(index === at && "active")}
    aria-selected=${index === at} onMouseMove=${() => setAt(index)} onClick=${() => take(one)}>
    ${one.room ? html`<${ChannelMark} channel=${one.room} /> <span>${channelName(one.room, around)}
      </span>` : html`<${Avatar} user=${one.hit.user} size=${20} /><span class="hit"><b>${around.users[one.hit.user]?.name}</b> <small>
      ${around.names[one.hit.channel] ?? around.app.name} · ${moment(Number(one.hit.ts), around.me.tz, now)}</small><br /><${Mrkdwn} text=${escaped(one.hit.words)} verbatim />
      </span>`}
  </div>`;
  return html`<${Dialog} label="Search" onClose=${onClose} class="finder">
    <div class="search"><${Icon} name="search" size=${16} /><input autofocus value=${words} placeholder="Search ${around.team.name}"
      aria-label="Search ${around.team.name}" role="combobox" aria-expanded="true" aria-controls=${id} aria-activedescendant="${id}-${at}"
      onInput=${(event) => { setWords(event.target.value); setAt(0); }} onKeyDown=${key} /></div>
    <div role="listbox" id=${id} ref=${list} aria-label="Found">${all.map(row)}
      ${all.length === 0 && html`<p class="none">Nothing found</p>`}</div>
  <//>`;
}

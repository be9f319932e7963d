import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Icon } from "./drawing.js";
import { Popover } from "./popover.js";
import { CATEGORIES } from "./vendor/emoji.js";

// A picker of every emoji, with the ones people here need first.

const FREQUENT =
  "pushpin white_check_mark eyes +1 fire raised_hands tada rotating_light heart joy thinking_face pray rocket 100 wave memo bug warning".split(" ");
const ALL = CATEGORIES.map(([label, list]) => ({ label, all: list.split("|").map((one) => one.split(" ")).map(([drawn, ...names]) => ({ drawn, names, name: names[0] })) }));
const BY_NAME = new Map(ALL.flatMap((category) => category.all).flatMap((one) => one.names.map((name) => [name, one])));
const FIRST = { label: "Frequently used", all: FREQUENT.map((name) => ({ ...BY_NAME.get(name), name })) };
const MOST = 60;

// The names that match what was typed, those that begin with it first.
export function found(words) {
  const wanted = words.toLowerCase().replaceAll(":", "").trim();
  const begins = (name) => name.startsWith(wanted);
  const names = [...BY_NAME.keys()];
  const all = new Set([...FREQUENT.filter(begins), ...names.filter(begins), ...names.filter((name) => name.includes(wanted))]);
  return [...all].slice(0, MOST).map((name) => ({ ...BY_NAME.get(name), name }));
}

export function EmojiPicker({ anchor, onTake, onClose }) {
  const [words, setWords] = useState("");
  const [shown, setShown] = useState("");
  const box = useRef();
  const scroller = useRef();
  useEffect(() => box.current.focus({ preventScroll: true }), []);
  const groups = words ? [{ label: "Search results", all: found(words) }] : [FIRST, ...ALL];
  const lead = (label) => scroller.current.querySelector(`[data-group="${label}"]`).scrollIntoView({ block: "start" });
  const take = (name) => {
    onClose();
    onTake(name);
  };
  const key = (event) => {
    const grid = event.currentTarget;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 9, ArrowUp: -9 }[event.key];
    const all = [...grid.querySelectorAll("[data-emoji]")];
    const at = all.indexOf(document.activeElement);
    if (event.key === "Enter" && at < 0 && all[0]) take(all[0].dataset.emoji);
    else if (step && (at >= 0 || event.key === "ArrowDown")) (all[at < 0 ? 0 : at + step] ?? box.current).focus();
    else return;
    event.preventDefault();
  };
  return html`<${Popover} anchor=${anchor} side="above-end" onClose=${onClose} class="emoji-picker" role="dialog"
    aria-label="Pick an emoji">
    <div class="emoji-inside" onKeyDown=${key} onMouseOver=${(event) => event.target.dataset.emoji && setShown(event.target.dataset.emoji)}
      onFocusIn=${(event) => event.target.dataset.emoji && setShown(event.target.dataset.emoji)}>
      <div class="search"><${Icon} name="search" size=${15} />
        <input ref=${box} value=${words} placeholder="Search all emoji" aria-label="Search all emoji"
        onInput=${(event) => setWords(event.target.value)} /></div>
      ${!words && html`<div class="emoji-tabs">${groups.map((group) => html`<button type="button" title=${group.label}
        aria-label=${group.label} onClick=${() => lead(group.label)}>
        ${group === FIRST ? html`<${Icon} name="clock" size=${16} />` : group.all[0].drawn}</button>`)}</div>`}
      <div class="emoji-scroll" ref=${scroller}>
        ${groups.map((group) => html`<section key=${group.label} data-group=${group.label}><h4>${group.label}</h4><div class="emoji-grid">
          ${group.all.map((one) => html`<button type="button" key=${one.name} data-emoji=${one.name} aria-label=${one.name}
          onClick=${() => take(one.name)}>${one.drawn}</button>`)}</div></section>`)}
        ${words && !groups[0].all.length && html`<p class="none">No emoji of that name</p>`}
      </div>
      <p class="emoji-shown">${shown ? html`<span class="emoji">${BY_NAME.get(shown)?.drawn}</span> :${shown}:` : "Pick one"}</p>
    </div>
  <//>`;
}

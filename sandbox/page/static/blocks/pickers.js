import { html, useRef, useState } from "../vendor/preact.js";
import { formatter } from "../dates.js";
import { Icon, IconButton, shapes, useAround } from "../drawing.js";
import { Popover, arrows } from "../popover.js";
import { useConfirm } from "../dialog.js";
import { draw } from "./mrkdwn.js";
import { useValue } from "./surface.js";

// Pickers of a date, a time, and both. A date is YYYY-MM-DD, a time HH:MM, a moment seconds in the reader's zone.

const DAYS = ["S", "M", "T", "W", "T", "F", "S"];
const iso = (date) => date.toISOString().slice(0, 10);
const utc = (day) => new Date(`${day}T00:00:00Z`);
const long = (day) => formatter("en-US", { dateStyle: "long", timeZone: "UTC" }).format(utc(day));
const clock = (time) => formatter(undefined, { timeStyle: "short", timeZone: "UTC" }).format(new Date(`1970-01-01T${time}:00Z`));
const HALVES = Array.from({ length: 48 }, (_, at) => `${String(Math.floor(at / 2)).padStart(2, "0")}:${at % 2 ? "30" : "00"}`);

// The wall clock there, as if it were UTC.
function wall(at, zone) {
  const format = formatter("en-CA", { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" });
  const found = Object.fromEntries(format.formatToParts(new Date(at * 1000)).map((part) => [part.type, part.value]));
  return { day: `${found.year}-${found.month}-${found.day}`, time: `${found.hour}:${found.minute}` };
}

function seconds(day, time, zone) {
  const guess = Date.parse(`${day}T${time}:00Z`) / 1000;
  const there = wall(guess, zone);
  return guess - (Date.parse(`${there.day}T${there.time}:00Z`) / 1000 - guess);
}

function Field({ icon, label, words, id, describedby, invalid, children, open, setOpen }) {
  const box = useRef();
  return html`<button type="button" id=${id} ref=${box} class="select-box" aria-haspopup="dialog" aria-expanded=${open}
    aria-label=${id ? null : label} aria-describedby=${describedby} aria-invalid=${invalid} onClick=${() => setOpen(!open)}>
      <${Icon} name=${icon} size=${15} /><span class=${words ? "chosen" : "placeholder"}>${words || label}</span>
        <${Icon} name="down" size=${16} />
    </button>
    ${open && html`<${Popover} anchor=${box.current} onClose=${() => setOpen(false)} class="picker" role="dialog" aria-label=${label}>
      ${children}<//>`}`;
}

function Calendar({ day, onTake }) {
  const around = useAround();
  const today = wall(around.minute, around.me.tz).day;
  const [shown, setShown] = useState((day ?? today).slice(0, 7));
  const first = utc(`${shown}-01`);
  const month = (step) => {
    const other = new Date(first);
    other.setUTCMonth(other.getUTCMonth() + step);
    setShown(iso(other).slice(0, 7));
  };
  const days = Array.from({ length: 42 }, (_, at) => iso(new Date(first.getTime() + (at - first.getUTCDay()) * 86_400_000)));
  const key = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const at = days.indexOf(event.target.dataset.day);
    if (!step || at < 0) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll("[data-day]")[at + step]?.focus();
  };
  return html`<div class="calendar">
    <header><${IconButton} name="left" label="Previous month" onClick=${() => month(-1)} /><b aria-live="polite">
      ${formatter("en-US", { month: "long", year: "numeric", timeZone: "UTC" }).format(first)}</b>
      <${IconButton} name="right" label="Next month" onClick=${() => month(1)} /></header>
    <div class="days" role="group" aria-label="Days" onKeyDown=${key}>
      ${DAYS.map((one) => html`<span class="weekday" aria-hidden="true">${one}</span>`)}
      ${days.map((one) => html`<button type="button" data-day=${one}
        class=${shapes(one.startsWith(shown) ? "" : "outside", one === today ? "today" : "")} aria-pressed=${one === day} aria-label=${long(one)}
        autofocus=${one === (day ?? today)} onClick=${() => onTake(one)}>${Number(one.slice(8))}</button>`)}
    </div>
  </div>`;
}

function Times({ time, onTake }) {
  const [typed, setTyped] = useState(time ?? "");
  const all = HALVES.includes(time) || !time ? HALVES : [...HALVES, time].sort();
  return html`<div class="times">
    <input type="time" class="control" aria-label="Time" value=${typed} onInput=${(event) => setTyped(event.target.value)}
      onKeyDown=${(event) => { if (event.key === "Enter" && typed) { event.preventDefault(); onTake(typed); } }} />
    <div role="listbox" aria-label="Times" onKeyDown=${arrows}>
      ${all.map((one) => html`<button type="button" role="option" aria-selected=${one === time}
      ref=${(node) => one === (time ?? "09:00") && node?.scrollIntoView({ block: "center" })} onClick=${() => onTake(one)}>${clock(one)}</button>`)}</div>
  </div>`;
}

function usePicker({ element, block }) {
  const [value, change] = useValue(element, block);
  const [open, setOpen] = useState(false);
  const [confirming, dialog] = useConfirm(draw);
  const take = (taken) => {
    setOpen(false);
    confirming(element.confirm, () => change(taken));
  };
  return { value, take, dialog, field: { open, setOpen } };
}

export function DatePicker(props) {
  const { value, take, dialog, field } = usePicker(props);
  return html`<div class="select date"><${Field} ...${props} ...${field} icon="calendar"
    label=${props.element.placeholder?.text ?? "Select a date"} words=${value && long(value)}><${Calendar} day=${value} onTake=${take} /><//></div>${dialog}`;
}

export function TimePicker(props) {
  const { value, take, dialog, field } = usePicker(props);
  return html`<div class="select time"><${Field} ...${props} ...${field} icon="clock"
    label=${props.element.placeholder?.text ?? "Select a time"} words=${value && clock(value)}><${Times} time=${value} onTake=${take} /><//></div>${dialog}`;
}

export function DateTimePicker(props) {
  const around = useAround();
  const { value, take, dialog, field } = usePicker(props);
  const [ofTime, setOfTime] = useState(false);
  const zone = around.me.tz;
  const { day, time } = value ? wall(value, zone) : { day: null, time: null };
  const today = wall(around.minute, zone);
  const pick = (one, other) => {
    setOfTime(false);
    take(seconds(one, other, zone));
  };
  return html`<div class="select moment">
    <${Field} ...${props} ...${field} icon="calendar" label="Select a date" words=${day && long(day)}>
      <${Calendar} day=${day} onTake=${(one) => pick(one, time ?? "09:00")} /><//>
    <${Field} ...${props} id=${null} open=${ofTime} setOpen=${setOfTime} icon="clock" label="Select a time" words=${time && clock(time)}>
      <${Times} time=${time} onTake=${(one) => pick(day ?? today.day, one)} /><//>
  </div>${dialog}`;
}

import { html } from "./vendor/preact.js";
import { day, sameDay, time } from "./dates.js";
import { Avatar, Icon, IconButton, useAround } from "./drawing.js";
import { Message } from "./message.js";
import { dismiss } from "./store.js";

// Messages one under the other, as Slack groups them: a line between days, a line before what is new, one head for what somebody says
// at a stretch.

const STRETCH = 300;

export function Messages({ messages, channel, found, now, inThread = false, undivided = false, asides = [], from = "" }) {
  const around = useAround();
  const zone = around.me.tz;
  const drawn = [];
  let before = null;
  for (const one of messages) {
    const at = Number(one.ts);
    if (!undivided && (!before || !sameDay(Number(before.ts), at, zone))) {
      drawn.push(html`<hr key=${`line ${one.ts}`} class="day-line" /><div class="day" key=${`day ${one.ts}`}><span>${day(at, zone, now)}
        </span></div>`);
      before = null;
    }
    if (one.ts === from) {
      drawn.push(html`<div class="new" role="separator" key="new"><span>New</span></div>`);
      before = null;
    }
    drawn.push(html`<${Message} key=${one.ts} message=${one} channel=${channel.id} member=${channel.member && !channel.archived}
      follows=${follows(one, before)} found=${one.ts === found} inThread=${inThread} />`);
    before = one;
  }
  return html`${drawn}${asides.map((one) => html`<${Aside} key=${one.ts} one=${one} zone=${zone} />`)}`;
}

// With the focus on a message the arrow keys lead to the next one.
export function fromMessageToMessage(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("article")) return;
  const all = [...event.currentTarget.querySelectorAll("article")];
  event.preventDefault();
  all[all.indexOf(event.target) + step]?.focus();
}

function follows(one, before) {
  if (!before || before.user !== one.user || before.only_you !== one.only_you || one.broadcast || before.broadcast || one.pinned_by) return false;
  return !one.subtype && !before.subtype && Number(one.ts) - Number(before.ts) < STRETCH;
}

// Slackbot's words when something of the app's went wrong.
function Aside({ one, zone }) {
  return html`<article class="message only-you">
    <div class="gutter"><${Avatar} user="USLACKBOT" /></div>
    <div class="body">
      <p class="only-you-line"><${Icon} name="eye" size=${13} /> Only visible to you</p>
      <div class="who"><b>Slackbot</b><span class="time">${time(Number(one.ts), zone)}</span></div>
      <div class="text" role="alert">${one.text}</div>
    </div>
    <div class="toolbar"><${IconButton} name="x" label="Dismiss message" onClick=${() => dismiss(one)} /></div>
  </article>`;
}

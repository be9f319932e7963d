import { html, useEffect, useState } from "./vendor/preact.js";
import { formatter, moment } from "./dates.js";
import { Avatar, Icon, IconButton, useAround } from "./drawing.js";
import { useConfirm } from "./dialog.js";
import { Menu } from "./popover.js";
import { Search } from "./search.js";
import { act, go } from "./store.js";

// What is not Slack's: who one acts as, the sandbox's time, what went over the wire, light and dark.

const SHORT = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
const THEMES = { auto: "Like the system", light: "Light", dark: "Dark" };

function useTheme() {
  const [theme, setTheme] = useState(localStorage.getItem("theme") ?? "auto");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
  }, [theme]);
  return [theme, setTheme];
}

export function TopBar({ told, gone, inspecting, onInspect, onSide }) {
  const around = useAround();
  const [theme, setTheme] = useTheme();
  const themes = Object.entries(THEMES).map(([name, label]) => ({ label, icon: name === theme ? "check" : name === "dark" ? "moon" : "sun", act: () => setTheme(name) }));
  const state = gone ? "The sandbox does not answer" : around.app.connected ? `${around.app.name} is connected` : `${around.app.name} is not connected`;
  return html`<header class="topbar">
    <${IconButton} name="menu" label="Channels" class="show-side" onClick=${onSide} />
    <p class="state ${!gone && around.app.connected ? "" : "down"}" role="status"><i></i><span>${state}</span></p>
    <${Search} channels=${told.channels} now=${told.clock.now} />
    <${ClockMenu} clock=${told.clock} />
    ${told.resets && html`<${Reset} />`}
    <${Menu} label="Light or dark" icon=${theme === "dark" ? "moon" : "sun"} items=${themes} />
    <${IconButton} name="inspector" label="What went over the wire" aria-pressed=${inspecting} onClick=${onInspect} />
    <${ActingAs} workspaces=${told.workspaces} />
  </header>`;
}

const ANEW = { title: { text: "Begin anew?" }, text: { text: "Everything said and kept in this workspace is gone." }, confirm: { text: "Begin anew" }, style: "danger" };

function Reset() {
  const [confirming, dialog] = useConfirm((text) => text.text);
  return html`<${IconButton} name="reset" label="Begin anew" onClick=${() => confirming(ANEW, () => act("reset"))} />${dialog}`;
}

// Moments that are good to jump to; the sandbox's time never goes back.
function ClockMenu({ clock }) {
  const around = useAround();
  const moved = Math.abs(clock.ahead) >= 60;
  const items = [
    { heading: `It is ${moment(clock.now, around.me.tz, clock.now)} here` },
    { label: "Ten minutes later", icon: "ahead", act: () => act("clock", { seconds: 600 }) },
    { label: "An hour later", icon: "ahead", act: () => act("clock", { seconds: 3600 }) },
    { label: "A day later", icon: "ahead", act: () => act("clock", { seconds: 86_400 }) },
    { label: "Next Monday, 09:00", icon: "monday", act: () => act("clock", { weekday: 0, hour: 9 }) },
  ];
  return html`<${Menu} label="The sandbox's time" icon="clock" items=${items} class=${moved ? "clock moved" : "clock"}>
    ${moved ? html`<${Icon} name="clock" size=${16} /><span>
      ${formatter("en-US", { ...SHORT, timeZone: around.me.tz }).format(new Date(clock.now * 1000))}</span>` : null}
  <//>`;
}

function ActingAs({ workspaces }) {
  const around = useAround();
  const several = workspaces.length > 1;
  const items = workspaces.flatMap((workspace) => [
    { heading: several ? workspace.name : "Acting as" },
    ...workspace.people.map((person) => ({
      label: html`<${Avatar} user=${person.id} size=${20} /> ${person.name}`,
      detail: [...person.words, person.tz].join(" · "),
      icon: person.id === around.me.id ? "check" : null,
      act: () => go({ me: person.id, thread: "", found: "" }),
    })),
  ]);
  return html`<${Menu} label=${`Acting as ${[around.me.name, ...around.me.words].join(" ")}`} items=${items} class="acting-as">
    <${Avatar} user=${around.me.id} size=${24} /><span>${around.me.name}
      </span> ${around.me.words.map((word) => html`<small class="word">${word}</small>`)}<${Icon} name="down" size=${14} />
  <//>`;
}

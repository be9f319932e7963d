import { html, useState } from "./vendor/preact.js";
import { Dialog } from "./dialog.js";
import { Avatar, Icon, IconButton, memo, shapes, useAround } from "./drawing.js";
import { act, go } from "./store.js";

// The left side: the workspaces, then one's channels and direct messages, or the direct messages alone.

export const Sidebar = memo(({ channels, place, workspaces }) => {
  const around = useAround();
  const [only, setOnly] = useState("home");
  const rooms = channels.filter((one) => one.kind !== "im" && one.kind !== "mpim" && !one.archived);
  return html`<${Rail} only=${only} onOnly=${setOnly} workspaces=${workspaces}
    fresh=${channels.some((one) => one.mentions && one.kind.endsWith("im"))} />
    <nav class="sidebar" aria-label="Channels and direct messages">
      <header class="workspace-name"><h1>${only === "home" ? around.team.name : "Direct messages"}</h1></header>
      <div class="sidebar-scroll">
        ${only === "home" && html`<${Group} name="Channels" channels=${rooms.filter((one) => one.member)} place=${place}>
          ${!around.me.words.includes("guest") && html`<li><${AddChannel} /></li>`}<//>
          <${Group} name="More channels" channels=${rooms.filter((one) => !one.member)} place=${place} />`}
        <${Group} name="Direct messages" channels=${channels.filter((one) => one.kind === "mpim")} place=${place} />
        <${Group} name="Apps" channels=${channels.filter((one) => one.kind === "im")} place=${place} />
      </div>
    </nav>`;
});

function Rail({ only, onOnly, workspaces, fresh }) {
  const around = useAround();
  const enter = (one) => one.id !== around.team.id && go({ me: one.people[0]?.id, thread: "", found: "" });
  const tab = (name, icon, label, dot) => html`<button type="button" class="rail-tab" aria-pressed=${only === name}
    onClick=${() => onOnly(name)}><span><${Icon} name=${icon} size=${20} />${dot && html`<i></i>`}</span>${label}</button>`;
  return html`<div class="rail" role="navigation" aria-label="Workspaces">
    ${workspaces.map((one) => html`<button type="button" key=${one.id} class="rail-workspace" title=${one.name} aria-label=${one.name}
      aria-current=${one.id === around.team.id ? "true" : null} onClick=${() => enter(one)}>${one.name.slice(0, 1)}</button>`)}
    ${tab("home", "home", "Home", false)}${tab("direct", "messages", "DMs", fresh)}
  </div>`;
}

function Group({ name, channels, place, children }) {
  if (!channels.length && !children) return null;
  return html`<details class="group" open>
    <summary><${Icon} name="down" size=${14} />${name}</summary>
    <ul>${channels.map((one) => html`<li key=${one.id}><${Entry} channel=${one} current=${one.id === place.channel} /></li>`)}${children}
      </ul>
  </details>`;
}

export function channelName(channel, around) {
  if (channel.kind === "im") return around.app.name;
  if (channel.kind !== "mpim") return channel.name;
  return channel.members.filter((id) => id !== around.me.id).map((id) => around.users[id]?.name).join(", ");
}

export function ChannelMark({ channel, size = 16 }) {
  const around = useAround();
  if (channel.kind === "im") return html`<${Avatar} user=${around.app.user} size=${size + 4} />`;
  return html`<${Icon} name=${channel.kind === "group" ? "lock" : channel.kind === "mpim" ? "people" : "hash"} size=${size} />`;
}

const Entry = memo(({ channel, current }) => {
  const around = useAround();
  const unread = channel.unread > 0 && !current;
  return html`<button type="button" class=${shapes("channel", unread && "unread", !channel.member && "outside")}
    aria-current=${current ? "page" : null} onClick=${() => go({ channel: channel.id, thread: "", found: "" })}>
    <${ChannelMark} channel=${channel} />${channel.kind === "group" && html`<span class="unseen">private </span>`}<span class="name">
      ${channelName(channel, around)}</span>
    ${unread && html`<span class=${channel.mentions ? "badge" : "count"}>${channel.mentions || channel.unread}</span>
      <span class="unseen"> ${channel.mentions ? "mentions" : "unread"}</span>`}
  </button>`;
});

function AddChannel() {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState("");
  const create = async (event) => {
    event.preventDefault();
    const { name, hidden } = event.target.elements;
    const answer = await act("create", { name: name.value, private: hidden.checked });
    if (answer.error) return setProblem(answer.shown);
    setOpen(false);
    return go({ channel: answer.channel });
  };
  return html`<button type="button" class="channel add" onClick=${() => setOpen(true)}><span class="plus-box">
    <${Icon} name="plus" size=${14} /></span><span class="name">Add channels</span></button>
    ${open && html`<${Dialog} label="Create a channel" onClose=${() => setOpen(false)} class="confirm">
      <form onSubmit=${create}>
        <header><h2>Create a channel</h2><${IconButton} name="x" label="Close" onClick=${() => setOpen(false)} /></header>
        <div class="dialog-body"><label class="label" for="channel-name">Name</label>
          <input class="control" id="channel-name" name="name" autofocus maxlength="80" placeholder="e.g. plan-budget" autocomplete="off" />
          ${problem && html`<p class="problem" role="alert">${problem}</p>`}
          <label class="option private"><input type="checkbox" name="hidden" /> <span>Private: only people who are invited can see it</span>
            </label></div>
        <footer><button type="button" class="button" onClick=${() => setOpen(false)}>Cancel</button>
          <button type="submit" class="button filled primary">Create</button></footer>
      </form>
    <//>`}`;
}

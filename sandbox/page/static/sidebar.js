import { html } from "./vendor/preact.js";
import { Avatar, Icon, memo, shapes, useAround } from "./drawing.js";
import { go } from "./store.js";

// The left side: the workspace, its channels, the direct messages with the app.

export const Sidebar = memo(({ channels, place }) => {
  const around = useAround();
  const rooms = channels.filter((one) => one.kind !== "im" && one.kind !== "mpim" && !one.archived);
  return html`<nav class="sidebar" aria-label="Channels and direct messages">
    <header class="workspace-name"><h1>${around.team.name}</h1></header>
    <div class="sidebar-scroll">
      <${Group} name="Channels" channels=${rooms.filter((one) => one.member)} place=${place} />
      <${Group} name="More channels" channels=${rooms.filter((one) => !one.member)} place=${place} />
      <${Group} name="Direct messages" channels=${channels.filter((one) => one.kind === "mpim")} place=${place} />
      <${Group} name="Apps" channels=${channels.filter((one) => one.kind === "im")} place=${place} />
    </div>
  </nav>`;
});

function Group({ name, channels, place }) {
  if (!channels.length) return null;
  return html`<details class="group" open>
    <summary><${Icon} name="down" size=${14} />${name}</summary>
    <ul>${channels.map((one) => html`<li key=${one.id}><${Entry} channel=${one} current=${one.id === place.channel} /></li>`)}</ul>
  </details>`;
}

export const channelName = (channel, around) => (channel.kind === "im" ? around.app.name : channel.kind === "mpim" ? channel.members.filter((id) => id !== around.me.id).map((id) => around.users[id]?.name).join(", ") : channel.name);

export function ChannelMark({ channel, size = 16 }) {
  const around = useAround();
  if (channel.kind === "im") return html`<${Avatar} user=${around.app.user} size=${size + 4} />`;
  return html`<${Icon} name=${channel.kind === "group" ? "lock" : channel.kind === "mpim" ? "people" : "hash"} size=${size} />`;
}

const Entry = memo(({ channel, current }) => {
  const around = useAround();
  const unread = channel.unread > 0 && !current;
  const name = channelName(channel, around);
  return html`<button type="button" class=${shapes("channel", unread && "unread", !channel.member && "outside")} aria-current=${current ? "page" : null} onClick=${() => go({ channel: channel.id, thread: "", found: "" })}>
    <${ChannelMark} channel=${channel} />${channel.kind === "group" && html`<span class="unseen">private </span>`}<span class="name">${name}</span>
    ${unread && html`<span class=${channel.mentions ? "badge" : "count"}>${channel.mentions || channel.unread}</span><span class="unseen"> ${channel.mentions ? "mentions" : "unread"}</span>`}
  </button>`;
});

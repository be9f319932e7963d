import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { Composer } from "./composer.js";
import { Avatar, Icon, Link, escaped, plural, useAround, withEmoji } from "./drawing.js";
import { Home } from "./home.js";
import { Mrkdwn } from "./blocks/mrkdwn.js";
import { Messages, fromMessageToMessage } from "./messages.js";
import { Menu } from "./popover.js";
import { ChannelMark, channelName } from "./sidebar.js";
import { act, go, newest, older, store } from "./store.js";

// A channel or the direct messages with the app: its head, what was said, and where one writes.

export function ChannelView({ channel, told, place }) {
  const around = useAround();
  const home = channel.kind === "im" && place.tab === "home" && around.app.home;
  useEffect(() => {
    const fresh = told.channels.some((one) => one.mentions) ? "! " : told.channels.some((one) => one.unread) ? "* " : "";
    document.title = `${fresh}${channelName(channel, around)} – ${around.team.name}`;
  });
  useEffect(() => {
    if (channel.kind === "im" && (home || around.app.home)) act("open", { tab: home ? "home" : "messages" });
  }, [home]);
  return html`<main class="channel-view">
    <${Head} channel=${channel} />
    ${channel.kind === "im" && around.app.home && html`<${Tabs} tab=${home ? "home" : "messages"} />`}
    ${!home && html`<${Shelf} bookmarks=${channel.bookmarks} pins=${told.pins ?? []} />`}
    ${home ? html`<${Home} view=${told.home} />` : html`<${Said} channel=${channel} told=${told} place=${place} />`}
  </main>`;
}

function Head({ channel }) {
  const around = useAround();
  const name = channelName(channel, around);
  const person = (id, more) => ({ label: html`<${Avatar} user=${id} size=${20} /> ${around.users[id]?.name}`, ...more });
  const others = Object.keys(around.users).filter((id) => id !== "USLACKBOT" && !around.users[id].deactivated && !channel.members.includes(id));
  const members = [
    { heading: plural(channel.members.length, "member") },
    ...channel.members.map((id) => person(id, { detail: around.users[id]?.bot ? "App" : "", act: () => {} })),
    ...(channel.member && others.length ? [null, { heading: "Add people" }, ...others.map((id) => person(id, { icon: "plus", act: () => act("invite", { user: id }) }))] : []),
    ...(channel.member ? [null, { label: "Leave channel", icon: "leave", danger: true, act: () => act("leave") }] : []),
  ];
  return html`<header class="channel-head">
    <h2><${ChannelMark} channel=${channel} size=${18} /> ${name}</h2>
    <p class="topic">${channel.kind === "im" ? around.app.about : channel.topic}</p>
    ${channel.kind !== "im" && html`<${Menu} label=${plural(channel.members.length, "member")} class="members" items=${members}>
      ${channel.members.slice(0, 3).map((id) => html`<${Avatar} key=${id} user=${id} size=${20} />`)}<span>${channel.members.length}</span>
    <//>`}
  </header>`;
}

// What is kept at hand above a channel: links, and what is pinned.
function Shelf({ bookmarks, pins }) {
  const around = useAround();
  if (!bookmarks.length && !pins.length) return null;
  const to = (one) => go({ channel: one.channel, found: one.ts });
  const items = pins.map((one) => ({ label: html`<${Avatar} user=${one.user} size=${20} /><span class="pin-words"><b>
    ${around.users[one.user]?.name}</b> <${Mrkdwn} text=${escaped(one.words)} verbatim /></span>`, act: () => to(one) }));
  return html`<div class="shelf">
    ${pins.length > 0 && html`<${Menu} label=${`${pins.length} pinned`} class="shelf-item" side="below" items=${items}>
      <${Icon} name="pin" size=${14} /> ${pins.length} Pinned<//>`}
    ${bookmarks.map((one) => html`<span class="shelf-item" key=${one.id}>
      ${one.emoji ? withEmoji(one.emoji) : html`<${Icon} name="link" size=${14} />`} <${Link} to=${one.link}>${one.title}<//></span>`)}
  </div>`;
}

function Tabs({ tab }) {
  const names = [["home", "Home"], ["messages", "Messages"]];
  return html`<div class="tabs" role="tablist">${names.map(([name, label]) => html`<button type="button" role="tab"
    aria-selected=${tab === name} onClick=${() => go({ tab: name })}>${label}</button>`)}</div>`;
}

function Said({ channel, told, place }) {
  const around = useAround();
  const [read] = useState(channel.read);
  const first = useRef("");
  // What was unread when one came here stays marked as new until one leaves.
  if (read && !first.current && told.messages) first.current = told.messages.find((one) => one.ts > read && one.user !== around.me.id && !one.only_you)?.ts ?? "none";
  const asides = store.asides.filter((one) => one.channel === channel.id && one.me === place.me && !one.thread);
  return html`<${Scrolled} name="Messages in ${channelName(channel, around)}" messages=${told.messages} found=${place.found}
    more=${told.more} channel=${channel}>
      ${told.messages && !told.more && html`<${Beginning} channel=${channel} />`}
      ${told.messages && html`<${Messages} messages=${told.messages} channel=${channel} found=${place.found} now=${around.minute}
        asides=${asides} from=${first.current} />`}
    <//>
    ${channel.kind === "im" && channel.prompts?.prompts?.length > 0 && html`<${Prompts} channel=${channel} />`}
    ${channel.archived ? html`<p class="closed">This channel is archived.</p>` : channel.member ? html`<${Composer} key=${channel.id}
      channel=${channel} />` : html`<${Join} channel=${channel} />`}`;
}

// What an agent suggests to ask it.
function Prompts({ channel }) {
  const { title, prompts } = channel.prompts;
  return html`<div class="prompts">${title && html`<p>${title}</p>`}
    ${prompts.map((one) => html`<button type="button" class="button" onClick=${() => act("say", { text: one.message })}>${one.title}
    </button>`)}</div>`;
}

function Beginning({ channel }) {
  const around = useAround();
  const name = channelName(channel, around);
  if (channel.kind === "im") return html`<div class="beginning"><${Avatar} user=${around.app.user} size=${56} /><h3>${name}</h3>
    <p>This is the very beginning of your direct message history with <b>${name}</b>.</p></div>`;
  return html`<div class="beginning"><h3><${ChannelMark} channel=${channel} size=${24} /> ${name}</h3>
    <p>This is the very beginning of the <b>${channel.kind === "group" ? "🔒 " : "#"}${name}</b> channel.</p></div>`;
}

function Join({ channel }) {
  return html`<div class="join"><p><${Icon} name="hash" size=${18} /><b>${channel.name}</b></p>
    <button type="button" class="button filled primary" onClick=${() => act("join")}>Join Channel</button></div>`;
}

// A list that stays at its end while one is there, and where one reads while one reads; at its top it asks for what was before.
function Scrolled({ name, messages, found, more, channel, children }) {
  const box = useRef();
  const was = useRef({ end: true, height: 0, first: null, count: 0 });
  const around = useAround();
  const [behind, setBehind] = useState(false);
  const first = messages?.[0]?.ts;
  const last = messages?.at(-1);
  useLayoutEffect(() => {
    const list = box.current;
    const came = was.current.last && last && last.ts > was.current.last;
    // Whoever speaks wants to see what comes of it.
    if (came && last.user === around.me.id) was.current.end = true;
    const target = found && list.querySelector(`[data-ts="${found}"]`);
    if (target && was.current.found !== found) {
      target.scrollIntoView({ block: "center" });
      was.current.found = found;
    } else if (was.current.first && first !== was.current.first && !was.current.end) list.scrollTop += list.scrollHeight - was.current.height;
    else if (was.current.end && (!found || came)) list.scrollTop = list.scrollHeight;
    if (came && !was.current.end) setBehind(true);
    Object.assign(was.current, { height: list.scrollHeight, first, last: last?.ts });
  });
  useEffect(() => {
    // What came while one looks elsewhere stays unread.
    const seen = () => last && last.ts > channel.read && document.visibilityState === "visible" && act("read", { channel: channel.id, ts: last.ts });
    const due = setTimeout(seen, 600);
    return () => clearTimeout(due);
  }, [last?.ts, channel.read]);
  const scroll = () => {
    const list = box.current;
    // It may come a moment after one went elsewhere.
    if (!list) return;
    was.current.end = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    if (was.current.end) setBehind(false);
    if (was.current.end) newest();
    else if (more && list.scrollTop < 300 && messages) older();
  };
  return html`<div class="scroll" ref=${box} onScroll=${scroll} tabindex="0" role="log" aria-label=${name} aria-live="polite"
    aria-relevant="additions" onKeyDown=${fromMessageToMessage}>${children}</div>
    ${behind && html`<button type="button" class="latest" onClick=${() => { box.current.scrollTop = box.current.scrollHeight; }}>
      <${Icon} name="down" size=${16} /> Latest messages</button>`}`;
}

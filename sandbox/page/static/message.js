import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Attachments, Blocks } from "./blocks/blocks.js";
import { Composer } from "./composer.js";
import { ago, exact, time } from "./dates.js";
import { useConfirm } from "./dialog.js";
import { Avatar, Emoji, Icon, IconButton, emoji, memo, escaped, plural, shapes, useAround } from "./drawing.js";
import { EmojiPicker } from "./emojipicker.js";
import { Files } from "./files.js";
import { Mrkdwn } from "./blocks/mrkdwn.js";
import { Menu } from "./popover.js";
import { act, aside, go } from "./store.js";
import { Surface, useSurfaceOf } from "./blocks/surface.js";

// A message: who said it when, what it says, what others made of it, and what can be done with it.

const QUICK = ["white_check_mark", "eyes", "raised_hands"];
const DELETING = {
  title: { text: "Delete message" },
  text: { text: "Are you sure you want to delete this message? This cannot be undone." },
  confirm: { text: "Delete" },
  style: "danger",
};
// Of these subtypes somebody says something; the others are Slack's own lines about what somebody did.
const SAID = new Set(["thread_broadcast", "file_share", "bot_message", "me_message"]);
const isLine = (message) => message.subtype && !SAID.has(message.subtype);

export const Message = memo(({ message, channel, member, follows, found, inThread }) => {
  const around = useAround();
  const [editing, setEditing] = useState(false);
  // Its buttons are made when somebody comes near it, so that a long list stays light.
  const [near, setNear] = useState(false);
  const author = around.users[message.user];
  const buried = message.subtype === "tombstone";
  const mine = message.user === around.me.id && !buried;
  const clock = time(Number(message.ts), around.me.tz);
  const shape = shapes(
    "message", follows && "follows", message.only_you && "only-you", isLine(message) && "quiet", message.pinned_by && "pinned",
    found && "found", editing && "editing", mine && "mine",
  );
  const node = useRef();
  useEffect(() => {
    const edit = () => setEditing(true);
    node.current.addEventListener("edit", edit);
    return () => node.current?.removeEventListener("edit", edit);
  }, []);
  const acted = near && member && !message.only_you && !buried && !editing;
  return html`<article ref=${node} class=${shape} data-ts=${message.ts} tabindex="0" aria-label="${author?.name ?? message.user}, ${clock}"
      onMouseEnter=${() => setNear(true)} onFocusIn=${() => setNear(true)}>
    <div class="gutter"><${Gutter} message=${message} follows=${follows} clock=${clock} /></div>
    <div class="body">
      <${Above} message=${message} follows=${follows} />
      ${!follows && !buried && html`<${Who} message=${message} author=${author} clock=${clock} />`}
      ${message.broadcast && html`<${Broadcast} message=${message} inThread=${inThread} />`}
      ${editing
        ? html`<${Composer} channel=${{ id: channel, kind: "channel" }} editing=${message} onDone=${() => setEditing(false)} />`
        : html`<${Alive} message=${message} channel=${channel} typed=${!author?.bot} />`}
      <${Files} files=${message.files} />
      ${(message.status || message.stops) && html`<${Status} message=${message} channel=${channel} />`}
      <${Reactions} message=${message} channel=${channel} member=${member} />
      ${message.only_you && html`<${Dismiss} message=${message} channel=${channel} />`}
      ${message.replies && !inThread && html`<${Replies} message=${message} channel=${channel} />`}
    </div>
    ${acted && html`<${Toolbar} message=${message} channel=${channel} inThread=${inThread} onEdit=${() => setEditing(true)} />`}
  </article>`;
});

function When({ message, words }) {
  const around = useAround();
  return html`<a class="time" href=${message.link} title=${exact(Number(message.ts), around.me.tz, around.minute)}>${words}</a>`;
}

function Gutter({ message, follows, clock }) {
  if (follows) return html`<${When} message=${message} words=${clock.replace(/ .M$/, "")} />`;
  if (message.subtype === "tombstone") return html`<span class="buried"><${Icon} name="trash" /></span>`;
  return html`<${Avatar} user=${message.user} />`;
}

function Who({ message, author, clock }) {
  return html`<div class="who">
    <b>${author?.name ?? message.user}</b>${author?.bot && html`<span class="app-badge">APP</span>`}<${When} message=${message} words=${clock} />
  </div>`;
}

// What is said about a message above it: that it is pinned, that nobody else sees it.
function Above({ message, follows }) {
  const around = useAround();
  const who = message.pinned_by === around.me.id ? "you" : around.users[message.pinned_by]?.name;
  return html`${message.pinned_by && html`<p class="pinned-line"><${Icon} name="pin" size=${13} /> Pinned by ${who}</p>`}
    ${message.only_you && !follows && html`<p class="only-you-line"><${Icon} name="eye" size=${13} /> Only visible to you</p>`}`;
}

function Dismiss({ message, channel }) {
  const dismiss = () => act("delete", { channel, ts: message.ts });
  return html`<button type="button" class="dismiss" onClick=${dismiss}>Dismiss message</button>`;
}

// What it says; its buttons and menus tell the app.
function Alive({ message, channel, typed }) {
  const surface = useSurfaceOf({ kind: "message", where: { channel, ts: message.ts }, blocks: message.blocks, state: message.state });
  return html`<${Surface.Provider} value=${surface}><${Content} message=${message} typed=${typed} /><//>
    ${surface.failure && html`<p class="problem" role="alert"><${Icon} name="warning" size=${14} /> ${surface.failure}</p>`}`;
}

function Content({ message, typed }) {
  // Of an app's blocks Slack does not say that they were edited.
  const edited = message.edited && (typed || !message.blocks?.length) && html`<span class="edited"> (edited)</span>`;
  if (isLine(message)) return html`<div class="text"><${Mrkdwn} text=${message.text.replace(/^<@\w+> (has )?/, "")} /></div>`;
  if (message.blocks?.length) return html`<div class="blocks"><${Blocks} blocks=${message.blocks} />${edited}</div>
    <${Attachments} attachments=${message.attachments ?? []} />`;
  return html`<div class="text"><${Mrkdwn} text=${message.text} />${edited}</div>
    <${Attachments} attachments=${message.attachments ?? []} />`;
}

// What an agent says it is doing, until it answers; and a way to stop it where it can be.
function Status({ message, channel }) {
  const around = useAround();
  return html`<p class="status" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${around.app.name}${" "}
    ${message.status || "is at work…"}${message.stops && html` <button type="button" class="button" onClick=${() => act("stop", { channel, ts: message.ts })}>
    <${Icon} name="stop" size=${12} /> Stop</button>`}</p>`;
}

// A reply that was also sent to the channel tells there which thread it belongs to.
function Broadcast({ message, inThread }) {
  if (inThread) return html`<p class="broadcast">Also sent to the channel</p>`;
  return html`<p class="broadcast">replied to a thread: <button type="button" class="link" onClick=${() => go({ thread: message.root })}>
    <${Mrkdwn} text=${escaped(message.root_words || "a message")} verbatim /></button></p>`;
}

function Reactions({ message, channel, member }) {
  const around = useAround();
  const [picking, setPicking] = useState(false);
  const plus = useRef();
  if (!message.reactions.length) return null;
  const toggle = (name) => act("react", { channel, ts: message.ts, name });
  const names = (reaction) => reaction.users.map((id) => (id === around.me.id ? "You" : around.users[id]?.name)).join(", ");
  return html`<div class="reactions">
    ${message.reactions.map((one) => html`<button type="button" key=${one.name} disabled=${!member}
      title="${names(one)} reacted with :${one.name}:" aria-label="${plural(one.count, "reaction")}, ${one.name}"
      aria-pressed=${one.users.includes(around.me.id)} onClick=${() => toggle(one.name)}><${Emoji} name=${one.name} /><span>${one.count}</span></button>`)}
    ${member && html`<button type="button" ref=${plus} class="add" title="Add reaction" aria-label="Add reaction" aria-haspopup="dialog"
      onClick=${() => setPicking(!picking)}><${Icon} name="react" size=${16} /></button>`}
    ${picking && html`<${EmojiPicker} anchor=${plus.current} onTake=${toggle} onClose=${() => setPicking(false)} />`}
  </div>`;
}

function Replies({ message, channel }) {
  const around = useAround();
  const { count, users, last } = message.replies;
  return html`<button type="button" class="replies" onClick=${() => go({ channel, thread: message.ts, found: "" })}>
    ${users.map((id) => html`<${Avatar} key=${id} user=${id} size=${24} />`)}
    <b>${plural(count, "reply", "replies")}</b>
    <span class="last">Last reply ${ago(Number(last), Math.max(around.minute, Number(last)))}</span><span class="view">View thread</span>
    <${Icon} name="right" size=${16} />
  </button>`;
}

function Toolbar({ message, channel, inThread, onEdit }) {
  const around = useAround();
  const [picking, setPicking] = useState(false);
  const [confirming, dialog] = useConfirm((text) => text.text);
  const face = useRef();
  const here = { channel, ts: message.ts };
  const react = (name) => act("react", { ...here, name });
  const use = async (one) => {
    const answer = await act("use", { ...here, shortcut: one.callback_id });
    if (answer.error) aside(answer.shown, inThread ? (message.root ?? message.ts) : "");
  };
  const remove = () => confirming(DELETING, () => act("delete", here));
  const mine = message.user === around.me.id;
  const shortcuts = around.shortcuts.filter((one) => one.type === "message");
  const items = [
    { label: "Copy link", icon: "link", act: () => navigator.clipboard?.writeText(message.link) },
    { label: message.pinned_by ? "Un-pin from channel" : "Pin to channel", icon: "pin", act: () => act("pin", here) },
    ...(mine ? [{ label: "Edit message", icon: "pencil", act: onEdit }] : []),
    ...(shortcuts.length ? [null, { heading: "Message shortcuts" }] : []),
    ...shortcuts.map((one) => ({ label: one.name, detail: around.app.name, icon: "zap", act: () => use(one) })),
    ...(mine || around.me.words.includes("admin") ? [null, { label: "Delete message…", icon: "trash", danger: true, act: remove }] : []),
  ];
  return html`<div class=${shapes("toolbar", picking && "open")} role="toolbar" aria-label="Message actions">
    ${QUICK.map((name) => html`<button type="button" class="icon-button quick" title="React with :${name}:" aria-label="React with ${name}"
      onClick=${() => react(name)}><span class="emoji">${emoji(name)}</span></button>`)}
    <button type="button" ref=${face} class="icon-button" title="Add reaction…" aria-label="Add reaction" aria-haspopup="dialog"
      aria-expanded=${picking} onClick=${() => setPicking(!picking)}><${Icon} name="react" /></button>
    ${picking && html`<${EmojiPicker} anchor=${face.current} onTake=${react} onClose=${() => setPicking(false)} />`}
    ${!inThread && html`<${IconButton} name="thread" label="Reply in thread"
      onClick=${() => go({ channel, thread: message.root ?? message.ts, found: "" })} />`}
    <${Menu} label="More actions" icon="more" items=${items} />${dialog}
  </div>`;
}

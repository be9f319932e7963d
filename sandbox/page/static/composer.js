import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { read } from "./blocks/inputs.js";
import { Completions, completing } from "./completions.js";
import { Icon, IconButton, shapes, unescaped, useAround } from "./drawing.js";
import { EmojiPicker } from "./emojipicker.js";
import { FormatBar, formatted } from "./formatting.js";
import { Items } from "./popover.js";
import { channelName } from "./sidebar.js";
import { act, aside, useStore } from "./store.js";

// Where one writes, in a channel, in a thread, or to edit what one said. Enter sends, Shift+Enter begins a new line.

const TALLEST = 280;
// What was typed and not sent stays, by place, while one looks elsewhere.
const drafts = new Map();

// The words in a box, where the caret is, and ways to change both. Keys come faster than the page is drawn: what stands in the box
// counts, and is changed at once. The box grows with what it shows: what was typed, or what somebody in a story is about to send.
function useBox(key, begun, shown) {
  const box = useRef();
  const [text, setText] = useState(drafts.get(key) ?? begun);
  const [caret, setCaret] = useState(0);
  const keep = (words) => {
    drafts.set(key, words);
    setText(words);
  };
  const put = (words, at) => {
    box.current.value = words;
    box.current.focus();
    box.current.setSelectionRange(at, at);
    keep(words);
    setCaret(at);
  };
  const replace = (from, to, words) => {
    const { value } = box.current;
    put(value.slice(0, from) + words + value.slice(to), from + words.length);
  };
  const insert = (words) => {
    const { selectionStart: from, selectionEnd: to, value } = box.current;
    const glued = words.startsWith("@") && /\S$/.test(value.slice(0, from));
    replace(from, to, glued ? ` ${words}` : words);
  };
  const format = (name) => {
    const made = formatted(name, box.current.value, box.current.selectionStart, box.current.selectionEnd);
    put(made.text, made.at);
  };
  useLayoutEffect(() => {
    box.current.style.height = "auto";
    box.current.style.height = `${Math.min(box.current.scrollHeight, TALLEST)}px`;
  }, [text, shown]);
  const looked = () => setCaret(box.current.selectionStart);
  const events = { onInput: () => { keep(box.current.value); looked(); }, onKeyUp: looked, onClick: looked };
  return { ref: box, text, caret, keep, put, replace, insert, format, events };
}

// Sends what stands in the box; what could not be sent stands there again, with the reason. How the app failed is Slackbot's to say.
function useSending(box, { channel, thread, editing, onDone }) {
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const [broadcast, setBroadcast] = useState(false);
  const send = async () => {
    const text = box.ref.current.value.trim();
    if (!text || busy) return;
    const command = !editing && /^\/\w/.test(text);
    setBusy(command ? text.split(/\s/)[0] : "…");
    setProblem("");
    box.put("", 0);
    const there = { channel: channel.id, text };
    const answer = editing ? await act("edit", { ...there, ts: editing.ts })
      : command ? await act("run", { ...there, thread })
      : await act("say", { ...there, thread, broadcast: Boolean(thread) && broadcast });
    setBusy("");
    if (!answer.error) {
      setBroadcast(false);
      onDone?.();
      return;
    }
    box.keep(text);
    if (/^(operation_timeout|dispatch_failed)$/.test(answer.error)) aside(answer.shown, thread);
    else setProblem(answer.shown);
  };
  return { busy, problem, setProblem, broadcast, setBroadcast, send };
}

export function Composer({ channel, thread = "", editing = null, onDone }) {
  const around = useAround();
  const key = `${around.me.id} ${channel.id} ${thread} ${editing?.ts ?? ""}`;
  const typed = useTyped(channel, thread, editing);
  const box = useBox(key, editing ? typedFrom(editing.text, around) : "", typed);
  const sending = useSending(box, { channel, thread, editing, onDone });
  const [bar, setBar] = useState(!editing);
  useEffect(() => {
    if (thread || editing || !matchMedia("(pointer: coarse)").matches) box.ref.current.focus({ preventScroll: true });
  }, []);
  const offer = (text, caret) => completing(text, caret, around, thread);
  const pressed = (event) => {
    if (event.isComposing) return;
    const format = (event.metaKey || event.ctrlKey) && { b: "bold", i: "italic", e: "code" }[event.key];
    if (format) box.format(format);
    else if (event.key === "Enter" && !event.shiftKey) sending.send();
    else if (event.key === "Escape" && editing) onDone();
    else if (event.key === "ArrowUp" && !editing && !event.target.value) lastOfMine(event.target)?.dispatchEvent(new Event("edit"));
    else return;
    event.preventDefault();
  };
  const name = channelName(channel, around) ?? "";
  const hint = editing ? "Edit the message" : thread ? "Reply…" : `Message ${channel.kind === "channel" ? "#" : ""}${name}`;
  return html`<div class=${shapes("composer", thread && "in-thread", editing && "for-edit")}>
    <${Completions} box=${box} offer=${offer} onKey=${pressed} />
    <div class="composer-box">
      ${bar && html`<${FormatBar} onFormat=${box.format} />`}
      <textarea ref=${box.ref} rows="1" value=${box.text} placeholder=${typed || hint} aria-label=${hint}
        class=${typed ? "typed" : ""} aria-autocomplete="list" ...${box.events}>
        </textarea>
      ${thread && html`<${Broadcast} channel=${channel} name=${name} sending=${sending} />`}
      <${Bar} channel=${channel} thread=${thread} editing=${editing} box=${box} sending=${sending} bar=${bar} onBar=${() => setBar(!bar)}
        onDone=${onDone} />
    </div>
    ${sending.problem && html`<p class="problem" role="alert"><${Icon} name="warning" size=${14} /> ${sending.problem}</p>`}
    ${!thread && !editing && html`<p class="hint-line" aria-hidden="true">${box.text && html`<b>Shift + Return</b> to add a new line`}</p>`}
  </div>`;
}

// While a day plays itself, what somebody is about to send stands where they write it.
function useTyped(channel, thread, editing) {
  const { told, place } = useStore();
  const { typed, place: at } = told?.story ?? {};
  return !editing && typed?.words && typed.thread === thread && at.channel === channel.id && at.me === place.me ? typed.words : "";
}

const lastOfMine = (box) => [...box.closest(".channel-view, .thread-pane").querySelectorAll("article.mine")].at(-1);

function Broadcast({ channel, name, sending }) {
  const where = channel.kind === "im" ? "the direct message" : `${channel.kind === "group" ? "🔒" : "#"} ${name}`;
  return html`<label class="broadcast-choice">
    <input type="checkbox" checked=${sending.broadcast}
      onChange=${(event) => sending.setBroadcast(event.target.checked)} /> Also send to ${where}
  </label>`;
}

// The buttons below the box.
function Bar({ channel, thread, editing, box, sending, bar, onBar, onDone }) {
  const [picking, setPicking] = useState(false);
  const face = useRef();
  return html`<div class="composer-bar">
    ${!editing && html`<${Plus} channel=${channel} thread=${thread} onProblem=${sending.setProblem} />`}
    <${IconButton} name="format" size=${20} label=${bar ? "Hide formatting" : "Show formatting"} aria-pressed=${bar} onClick=${onBar} />
    <button type="button" ref=${face} class="icon-button" title="Emoji" aria-label="Emoji" aria-haspopup="dialog"
      onClick=${() => setPicking(!picking)}>
      <${Icon} name="smile" />
    </button>
    <${IconButton} name="at" label="Mention someone" onClick=${() => box.insert("@")} />
    ${!editing && !thread && html`<${IconButton} name="slash" label="Run a command" onClick=${() => box.put("/", 1)} />`}
    ${picking && html`<${EmojiPicker} anchor=${face.current} onTake=${(one) => box.insert(`:${one}: `)}
      onClose=${() => setPicking(false)} />`}
    <span class="composer-space" role="status">${sending.busy && html`<small>${sending.busy}</small>`}</span>
    ${editing
      ? html`<button type="button" class="button" onClick=${onDone}>Cancel</button>
        <button type="button" class="button filled primary" onClick=${sending.send}>Save</button>`
      : html`<button type="button" class="send" aria-label="Send now" title="Send now" disabled=${!box.text.trim() || sending.busy}
        onClick=${sending.send}>
        <${Icon} name="send" size=${17} />
      </button>`}
  </div>`;
}

// What stands in a message, as it was typed: names instead of ids.
function typedFrom(text, around) {
  const named = text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${around.users[id]?.name ?? id}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, label) => `#${around.names[id] ?? label}`)
    .replace(/<!(\w+)>/g, "@$1")
    .replace(/<(https?:[^>|]+)(?:\|[^>]*)?>/g, "$1");
  return unescaped(named);
}

// The + at the left: what the app offers everywhere, and files.
function Plus({ channel, thread, onProblem }) {
  const around = useAround();
  const [open, setOpen] = useState(false);
  const button = useRef();
  const chooser = useRef();
  const label = "Attachments and shortcuts";
  const done = (answer) => answer.error && onProblem(answer.shown);
  const start = async (shortcut) => done(await act("start", { shortcut }));
  const shortcuts = around.shortcuts.filter((one) => one.type === "global");
  const items = [
    { label: "Upload from your computer", icon: "upload", act: () => chooser.current.click() },
    ...(shortcuts.length ? [null, { heading: "Shortcuts" }] : []),
    ...shortcuts.map((one) => ({ label: one.name, detail: around.app.name, icon: "zap", act: () => start(one.callback_id) })),
  ];
  const send = async (event) => {
    const files = await Promise.all([...event.target.files].map(read));
    if (files.length) done(await act("upload", { files, channel: channel.id, thread }));
    event.target.value = "";
  };
  return html`<button type="button" ref=${button} class="icon-button plus" title=${label} aria-label=${label} aria-haspopup="menu"
      aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="plus" /></button>
    <input ref=${chooser} type="file" hidden multiple onChange=${send} />
    ${open && html`<${Items} anchor=${button.current} label=${label} items=${items} side="above" onClose=${() => setOpen(false)} />`}`;
}

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { Completions, completing } from "./completions.js";
import { Icon, IconButton, shapes, useAround } from "./drawing.js";
import { EmojiPicker } from "./emojipicker.js";
import { FormatBar, formatted } from "./formatting.js";
import { read } from "./blocks/inputs.js";
import { Items } from "./popover.js";
import { channelName } from "./sidebar.js";
import { act, aside } from "./store.js";

// Where one writes, in a channel, in a thread, or to edit what one said. Enter sends, Shift+Enter begins a new line.

// What was typed and not sent stays, by place, while one looks elsewhere.
const drafts = new Map();

function useDraft(key, begun) {
  const [text, set] = useState(drafts.get(key) ?? begun);
  return [text, (words) => {
    drafts.set(key, words);
    set(words);
  }];
}

export function Composer({ channel, thread = "", editing = null, onDone }) {
  const around = useAround();
  const [text, setText] = useDraft(`${around.me.id} ${channel.id} ${thread} ${editing?.ts ?? ""}`, editing ? typedFrom(editing.text, around) : "");
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState("");
  const [broadcast, setBroadcast] = useState(false);
  const [bar, setBar] = useState(!editing);
  const [caret, setCaret] = useState(0);
  const [picking, setPicking] = useState(false);
  const box = useRef();
  const face = useRef();
  const offer = () => completing(box.current.value, box.current.selectionStart, around, thread);
  useLayoutEffect(() => {
    box.current.style.height = "auto";
    box.current.style.height = `${Math.min(box.current.scrollHeight, 280)}px`;
  }, [text]);
  useEffect(() => {
    if (thread || editing || !matchMedia("(pointer: coarse)").matches) box.current.focus({ preventScroll: true });
  }, []);
  // Keys come faster than the page is drawn: what stands in the box counts, and is changed at once.
  const put = (words, at) => {
    box.current.value = words;
    box.current.focus();
    box.current.setSelectionRange(at, at);
    setText(words);
    setCaret(at);
    setProblem("");
  };
  const insert = (words) => {
    const { selectionStart: from, selectionEnd: to, value } = box.current;
    const before = value.slice(0, from);
    const spaced = before && !/\s$/.test(before) && words.startsWith("@") ? ` ${words}` : words;
    put(before + spaced + value.slice(to), from + spaced.length);
  };
  const send = async () => {
    const words = box.current.value.trim();
    if (!words || busy) return;
    const command = !editing && /^\/\w/.test(words);
    setBusy(command ? words.split(/\s/)[0] : "…");
    put("", 0);
    const answer = editing ? await act("edit", { ts: editing.ts, channel: channel.id, text: words }) : await act(command ? "run" : "say", { channel: channel.id, text: words, thread, broadcast: Boolean(thread) && broadcast });
    setBusy("");
    if (!answer.error) {
      setBroadcast(false);
      onDone?.();
      return;
    }
    // What was typed is never lost; how the app failed is Slackbot's to say.
    setText(words);
    if (/^(operation_timeout|dispatch_failed)$/.test(answer.error)) aside(answer.shown, thread);
    else setProblem(answer.shown);
  };
  const take = (one, from) => {
    const { value, selectionStart } = box.current;
    put(value.slice(0, from) + one.words + value.slice(selectionStart), from + one.words.length);
  };
  const format = (name) => {
    const made = formatted(name, box.current.value, box.current.selectionStart, box.current.selectionEnd);
    put(made.text, made.at);
  };
  const key = (event) => {
    if (event.isComposing) return;
    const wanted = (event.metaKey || event.ctrlKey) && { b: "bold", i: "italic", e: "code" }[event.key];
    if (wanted) {
      event.preventDefault();
      format(wanted);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && editing) {
      event.preventDefault();
      onDone();
    }
  };
  const name = channelName(channel, around) ?? "";
  const hint = editing ? "Edit the message" : thread ? "Reply…" : `Message ${channel.kind === "channel" ? "#" : ""}${name}`;
  return html`<div class=${shapes("composer", thread && "in-thread", editing && "for-edit")}>
    <${Completions} offered=${completing(text, caret, around, thread)} offer=${offer} box=${box} onTake=${take} onKey=${key} />
    <div class="composer-box">
      ${bar && html`<${FormatBar} onFormat=${format} />`}
      <textarea ref=${box} rows="1" value=${text} placeholder=${hint} aria-label=${hint} aria-autocomplete="list"
        onInput=${(event) => { setText(event.target.value); setCaret(event.target.selectionStart); setProblem(""); }}
        onKeyUp=${(event) => setCaret(event.target.selectionStart)} onClick=${(event) => setCaret(event.target.selectionStart)}></textarea>
      ${thread && html`<label class="broadcast-choice"><input type="checkbox" checked=${broadcast} onChange=${(event) => setBroadcast(event.target.checked)} /> Also send to ${channel.kind === "im" ? "the direct message" : html`<span>${channel.kind === "group" ? "🔒" : "#"} ${name}</span>`}</label>`}
      <div class="composer-bar">
        ${!editing && html`<${Plus} channel=${channel} thread=${thread} onProblem=${setProblem} />`}
        <${IconButton} name="format" size=${20} label=${bar ? "Hide formatting" : "Show formatting"} aria-pressed=${bar} onClick=${() => setBar(!bar)} />
        <button type="button" ref=${face} class="icon-button" title="Emoji" aria-label="Emoji" aria-haspopup="dialog" onClick=${() => setPicking(!picking)}><${Icon} name="smile" /></button>
        <${IconButton} name="at" label="Mention someone" onClick=${() => insert("@")} />
        ${!editing && !thread && html`<${IconButton} name="slash" label="Run a command" onClick=${() => put("/", 1)} />`}
        ${picking && html`<${EmojiPicker} anchor=${face.current} onTake=${(one) => insert(`:${one}: `)} onClose=${() => setPicking(false)} />`}
        <span class="composer-space" role="status">${busy && html`<small>${busy}</small>`}</span>
        ${editing && html`<button type="button" class="button" onClick=${onDone}>Cancel</button><button type="button" class="button filled primary" onClick=${send}>Save</button>`}
        ${!editing && html`<button type="button" class="send" aria-label="Send now" title="Send now" disabled=${!text.trim() || busy} onClick=${send}><${Icon} name="send" size=${17} /></button>`}
      </div>
    </div>
    ${problem && html`<p class="problem" role="alert"><${Icon} name="warning" size=${14} /> ${problem}</p>`}
    ${!thread && !editing && html`<p class="hint-line" aria-hidden="true">${text && html`<b>Shift + Return</b> to add a new line`}</p>`}
  </div>`;
}

// What stands in a message, as it was typed: names instead of ids.
function typedFrom(text, around) {
  return text.replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${around.users[id]?.name ?? id}`).replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, label) => `#${around.names[id] ?? label}`).replace(/<!(\w+)>/g, "@$1").replace(/<(https?:[^>|]+)(?:\|[^>]*)?>/g, "$1").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

// The + at the left: what the app offers everywhere, and files.
function Plus({ channel, thread, onProblem }) {
  const around = useAround();
  const [open, setOpen] = useState(false);
  const button = useRef();
  const chooser = useRef();
  const done = (answer) => answer.error && onProblem(answer.shown);
  const shortcuts = around.shortcuts.filter((one) => one.type === "global");
  const items = [
    { label: "Upload from your computer", icon: "upload", act: () => chooser.current.click() },
    ...(shortcuts.length ? [null, { heading: "Shortcuts" }] : []),
    ...shortcuts.map((one) => ({ label: one.name, detail: around.app.name, icon: "zap", act: async () => done(await act("start", { shortcut: one.callback_id })) })),
  ];
  const send = async (event) => {
    for (const file of event.target.files) done(await act("upload", { ...(await read(file)), channel: channel.id, thread }));
    event.target.value = "";
  };
  return html`<button type="button" ref=${button} class="icon-button plus" title="Attachments and shortcuts" aria-label="Attachments and shortcuts" aria-haspopup="menu" aria-expanded=${open} onClick=${() => setOpen(!open)}><${Icon} name="plus" /></button>
    <input ref=${chooser} type="file" hidden multiple onChange=${send} />
    ${open && html`<${Items} anchor=${button.current} label="Attachments and shortcuts" items=${items} side="above" onClose=${() => setOpen(false)} />`}`;
}

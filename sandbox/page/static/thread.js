import { html, useLayoutEffect, useRef } from "./vendor/preact.js";
import { Composer } from "./composer.js";
import { IconButton, plural, useAround } from "./drawing.js";
import { Messages, fromMessageToMessage } from "./messages.js";
import { channelName } from "./sidebar.js";
import { go, store } from "./store.js";

// A thread at the right: its first message, the replies, and a composer of its own.

export function Thread({ channel, messages, root, now }) {
  const around = useAround();
  const list = useRef();
  const count = messages?.length ?? 0;
  const asides = store.asides.filter((one) => one.thread === root && one.me === store.place.me);
  const atEnd = useRef(true);
  const { found } = store.place;
  // One stays at the end while one is there, also when the last message grows; a link leads to its message.
  useLayoutEffect(() => {
    const target = found && list.current.querySelector(`[data-ts="${found}"]`);
    if (target) target.scrollIntoView({ block: "center" });
    else if (atEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [messages, asides.length, found]);
  const scrolled = () => {
    // It may come a moment after the thread was closed.
    if (!list.current) return;
    atEnd.current = list.current.scrollHeight - list.current.scrollTop - list.current.clientHeight < 40;
  };
  const replies = messages?.filter((one) => one.ts !== root && !one.only_you).length ?? 0;
  const close = () => {
    go({ thread: "" });
    // The focus goes back to where the thread hangs, or to where one writes.
    (document.querySelector(`.channel-view [data-ts="${root}"]`) ?? document.querySelector(".channel-view textarea"))?.focus();
  };
  const key = (event) => event.key === "Escape" && !event.defaultPrevented && close();
  return html`<aside class="thread-pane" aria-label="Thread" onKeyDown=${key}>
    <header class="channel-head"><h2>${channel.titles?.[root] ?? "Thread"}${" "}
      <small>${channel.kind === "channel" ? "# " : ""}${channelName(channel, around)}</small></h2>
      <${IconButton} name="x" label="Close the thread" onClick=${close} /></header>
    <div class="scroll" ref=${list} onScroll=${scrolled} tabindex="0" role="log" aria-label="Replies" onKeyDown=${fromMessageToMessage}>
      ${messages === null && html`<p class="empty">This message is gone.</p>`}
      ${count > 0 && html`<${Messages} messages=${messages.slice(0, 1)} channel=${channel} now=${now} inThread undivided />`}
      ${replies > 0 && html`<div class="replies-line"><span>${plural(replies, "reply", "replies")}</span></div>`}
      ${count > 0 && html`<${Messages} messages=${messages.slice(1)} channel=${channel} found=${found} now=${now} inThread
        undivided asides=${asides} />`}
      ${channel.member && !channel.archived && count > 0 && html`<${Composer} key=${root} channel=${channel} thread=${root} />`}
    </div>
  </aside>`;
}

import { html, render, useEffect, useState } from "./vendor/preact.js";
import { ChannelView } from "./channel.js";
import { Around, shapes } from "./drawing.js";
import { Inspector } from "./inspector.js";
import { Modals } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { Story } from "./story.js";
import { go, listen, refresh, store, useStore } from "./store.js";
import { Thread } from "./thread.js";
import { TopBar } from "./topbar.js";

// The page: what is around on top and at the left, the channel in the middle, at the right the thread or what went over the wire.

export function App() {
  const { told, place, gone } = useStore();
  const [inspecting, setInspecting] = useState(false);
  const [side, setSide] = useState(false);
  useEffect(() => setSide(false), [place.channel, place.tab]);
  if (gone && !told) return html`<p class="empty" role="alert">The sandbox does not answer. Is it still running?</p>`;
  if (!told) return html`<p class="empty" role="status">…</p>`;
  if (!told.around) return html`<p class="empty">${told.workspaces.length ? "Nobody is here yet." : "There is no workspace yet."}</p>`;
  const channel = told.channels.find((one) => one.id === place.channel);
  // A form takes everything below it out of reach, so that the bar stands in it while there is one.
  const story = told.story && html`<${Story} story=${told.story} resets=${told.resets} />`;
  return html`<${Around.Provider} value=${told.around}>
    <div class=${shapes("app", side && "with-side", place.thread && "with-thread", inspecting && "with-inspector", told.story && "with-story")}>
      <${TopBar} told=${told} gone=${gone} inspecting=${inspecting} onInspect=${() => setInspecting(!inspecting)}
        onSide=${() => setSide(!side)} />
      <${Sidebar} channels=${told.channels} place=${place} workspaces=${told.workspaces} />
      ${side && html`<button type="button" class="scrim" aria-label="Close the list of channels" onClick=${() => setSide(false)}></button>`}
      ${channel && html`<${ChannelView} key=${`${place.me} ${place.channel}`} channel=${channel} told=${told} place=${place} />`}
      ${channel && place.thread && html`<${Thread} key=${`${place.me} ${place.thread}`} channel=${channel} messages=${told.thread}
        root=${place.thread} now=${told.clock.now} />`}
      ${inspecting && html`<${Inspector} told=${told} onClose=${() => setInspecting(false)} />`}
      ${!told.views.length && story}
    </div>
    <${Modals} views=${told.views}>${story}<//>
  <//>`;
}

// Links to what is here lead there without loading the page anew; with a key held they open a window of their own.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const address = new URL(link.href);
  if (address.origin !== location.origin) return;
  const message = /^\/archives\/(\w+)\/p(\d{10})(\d{6})/.exec(address.pathname);
  const to = message?.[1] ?? (address.pathname === "/" ? address.searchParams.get("channel") : null);
  if (!to) return;
  event.preventDefault();
  go({ channel: to, tab: "messages" });
  go({ found: message ? `${message[2]}.${message[3]}` : "", thread: address.searchParams.get("thread_ts") ?? (message ? store.place.thread : "") });
});

render(html`<${App} />`, document.getElementById("page"));
listen();
refresh();
// Times that are told in words, and the present they are told from, move on by themselves.
setInterval(refresh, 60_000);

import { useLayoutEffect, useState } from "./vendor/preact.js";
import { ask, tell } from "./server.js";

// Who one is, where one looks, and what the server says is there. Whoever draws asks useStore().

const PAGE = 60;
const parameters = new URLSearchParams(location.search);
const linked = /^\/archives\/(\w+)\/p(\d{10})(\d{6})/.exec(location.pathname);

export const store = {
  place: {
    me: parameters.get("as") ?? "",
    channel: linked?.[1] ?? parameters.get("channel") ?? "",
    tab: parameters.get("tab") ?? "messages",
    thread: parameters.get("thread_ts") ?? parameters.get("thread") ?? "",
    found: linked ? `${linked[2]}.${linked[3]}` : "",
    limit: PAGE,
  },
  told: null,
  gone: false,
  // What one was told alone when something went wrong, by channel and thread; Slackbot says it, and nobody keeps it.
  asides: [],
};

const listeners = new Set();
const changed = () => listeners.forEach((listener) => listener());

// Heard from the moment one is drawn: an effect would begin only after the browser painted, and what came in between would be missed.
export function useStore() {
  const [, draw] = useState(0);
  useLayoutEffect(() => {
    const listener = () => draw((count) => count + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return store;
}

// What did not change keeps its identity, so that only what changed is drawn again. Messages, views and channels are known by their ids.
function share(before, after) {
  if (!before || !after || typeof before !== "object" || typeof after !== "object" || Array.isArray(before) !== Array.isArray(after)) return after;
  const known = Array.isArray(after) ? new Map(before.map((one, at) => [one?.ts ?? one?.id ?? at, one])) : null;
  let same = Object.keys(before).length === Object.keys(after).length;
  for (const [key, value] of Object.entries(after)) {
    after[key] = share(known ? known.get(value?.ts ?? value?.id ?? Number(key)) : before[key], value);
    same &&= after[key] === before[key];
  }
  return same ? before : after;
}

let asking = null;
let again = false;

// Ask once at a time: what changes meanwhile is asked for afterwards.
export function refresh() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = look().finally(() => {
    asking = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return asking;
}

async function look() {
  const { me, channel, thread, limit, found } = store.place;
  try {
    const told = await ask("state", { as: me, channel, thread, limit, found });
    if (me !== store.place.me || channel !== store.place.channel || thread !== store.place.thread) {
      again = true;
      return;
    }
    store.told = share(store.told, told);
    store.gone = false;
    settle();
  } catch {
    store.gone = true;
  }
  changed();
}

// Somebody who is nobody yet becomes the first person there; a place that is not theirs gives way to one that is.
function settle() {
  const { told, place } = store;
  if (!told.around) {
    const first = told.workspaces.flatMap((one) => one.people)[0];
    if (first) go({ me: first.id });
    return;
  }
  if (!told.channels.some((one) => one.id === place.channel)) {
    const first = told.channels.find((one) => one.member && one.kind !== "im") ?? told.channels[0];
    if (first) go({ channel: first.id, thread: "", found: "", tab: "messages" });
  }
}

export function go(where) {
  const moved = where.channel && where.channel !== store.place.channel;
  store.place = { ...store.place, ...(moved ? { thread: "", found: "", limit: PAGE, tab: "messages" } : {}), ...where };
  const { me, channel, tab, thread } = store.place;
  history.replaceState(null, "", `/?${new URLSearchParams(Object.entries({ as: me, channel, tab: tab === "home" ? tab : "", thread }).filter(([, value]) => value))}`);
  if (moved || where.me) store.told = store.told && { ...store.told, messages: null, thread: null };
  changed();
  // An agent is told what its people look at beside it.
  if (store.told?.around?.app.agent && (where.channel || where.thread) && !store.told.channels.some((one) => one.id === channel && one.kind === "im")) act("look", { thread });
  return refresh();
}

// What was before is asked for as one scrolls up, and let go of again at the end.
export const older = () => go({ limit: store.place.limit + PAGE });
export const newest = () => store.place.limit > PAGE && !store.place.found && go({ limit: PAGE });

// Do something as the one who is looking, here unless said otherwise.
export function act(what, body = {}) {
  return tell(what, { as: store.place.me, channel: store.place.channel, ...body });
}

// Words of Slackbot's to the one who is looking; they are gone when dismissed.
export function aside(text, thread = "") {
  store.asides = [...store.asides, { text, thread, channel: store.place.channel, me: store.place.me, ts: `${Date.now() / 1000}` }];
  changed();
}

export function dismiss(one) {
  store.asides = store.asides.filter((other) => other !== one);
  changed();
}

export function listen() {
  const stream = new EventSource("/sandbox/changes");
  stream.addEventListener("error", () => {
    store.gone = true;
    changed();
  });
  let due = null;
  stream.addEventListener("message", () => {
    due ??= setTimeout(() => {
      due = null;
      refresh();
    }, 30);
  });
}

import { createContext, useContext, useRef, useState } from "../vendor/preact.js";
import { act } from "../store.js";

// Where blocks stand: a message, a modal or the Home tab. It keeps what is filled in there and tells the workspace what is pressed.

export const Surface = createContext(null);
export const useSurface = () => useContext(Surface);

const WORDS = ["value", "option", "options", "user", "users", "conversation", "conversations", "channel", "channels", "date", "time", "date_time"];
const first = (found, prefix) => WORDS.map((word) => found[word === "value" && prefix === "selected" ? word : `${prefix}_${word}`]).find((one) => one != null);

// What an element holds before anybody touched it; lists for what may hold several.
function initial(element) {
  const many = element.type?.startsWith("multi_") || ["checkboxes", "file_input"].includes(element.type);
  return first(element, "initial") ?? (many ? [] : null);
}

// What Slack's state says of an element, as the element here holds it.
function fromState(state, element) {
  return state ? (first(state, "selected") ?? state.rich_text_value ?? initial(element)) : undefined;
}

const wired = (value) => (Array.isArray(value) ? value.map(wired) : (value?.value ?? value?.text?.text ?? value?.id ?? value));

// A field stays the same while its ids and its kind do.
const key = (block, element) => `${block.block_id} ${element.action_id} ${element.type}`;

// Everything filled in by hand or by the app, by block_id, as the control API takes it.
function filled(typed, blocks) {
  const inputs = (blocks ?? []).filter((block) => block.type === "input");
  return Object.fromEntries(inputs.flatMap((block) => {
    const value = typed[key(block, block.element)];
    return value === undefined ? [] : [[block.block_id, wired(value)]];
  }));
}

// `where` names the surface to the server ({channel, ts} or {view}); `blocks` and `state` are what the app shows and Slack remembers.
export function useSurfaceOf({ kind, where, blocks, state }) {
  const [typed, setTyped] = useState({});
  const [failure, setFailure] = useState("");
  const latest = useRef(typed);
  latest.current = typed;
  const held = (block, element) => fromState(state?.values?.[block.block_id]?.[element.action_id], element) ?? initial(element);
  const tell = async (what, block, element, more) => {
    setFailure("");
    const answer = await act(what, { ...where, values: filled(latest.current, blocks), block: block.block_id ?? null, action: element.action_id ?? element.text?.text, ...more });
    if (answer.error) setFailure(answer.shown);
    return answer;
  };
  return {
    kind,
    errors: {},
    failure,
    setFailure,
    values: () => filled(latest.current, blocks),
    get: (block, element) => (key(block, element) in typed ? typed[key(block, element)] : held(block, element)),
    set: (block, element, value) => {
      latest.current = { ...latest.current, [key(block, element)]: value };
      setTyped(latest.current);
    },
    click: (block, element, more = {}) => tell("click", block, element, more),
    choose: (block, element, value) => tell("choose", block, element, { option: wired(value) }),
    // An input's block names it better than its action_id, which other inputs may share.
    search: async (block, element, words) => (await tell("search", block, element, { words, ...(block.type === "input" ? { action: block.block_id } : {}) })).options ?? [],
  };
}

// What an input holds and what happens when it changes: for every element but buttons.
export function useValue(element, block) {
  const surface = useSurface();
  const change = (value, tells = block.type !== "input" || block.dispatch_action) => {
    surface.set(block, element, value);
    return tells ? surface.choose(block, element, value) : null;
  };
  return [surface.get(block, element), change, surface];
}

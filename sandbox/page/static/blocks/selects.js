import { html, useEffect, useId, useRef, useState } from "../vendor/preact.js";
import { Spinner, useConfirm } from "../dialog.js";
import { Avatar, Icon, shapes, useAround } from "../drawing.js";
import { Text, draw } from "./mrkdwn.js";
import { Popover } from "../popover.js";
import { useValue } from "./surface.js";

// Select menus, for one and for several: of the app's options, of options it is asked for, of people and of conversations. All of them
// are a box to type in with a list below, as in Slack.

const WAIT = 200;
const optionOf = (option) => ({ key: option.value ?? option.text.text, label: option.text.text, text: option.text, detail: option.description?.text, value: option });

function peopleOf(around) {
  const there = Object.entries(around.users).filter(([, one]) => !one.deactivated);
  return there.map(([id, one]) => ({ key: id, label: one.name, avatar: id, detail: one.bot ? "App" : `@${one.handle}`, value: id }));
}

function conversationsOf(around, filter = {}) {
  const include = filter.include ?? ["public", "private", "im", "mpim"];
  const kinds = { channel: "public", group: "private", im: "im", mpim: "mpim" };
  const open = around.conversations.filter((one) => include.includes(kinds[one.kind]));
  const icons = { group: "lock", im: "person", mpim: "people" };
  const name = (one) => (one.kind === "im" ? around.app.name : one.name);
  return open.map((one) => ({ key: one.id, label: name(one), icon: icons[one.kind] ?? "hash", value: one.id }));
}

// The groups of choices an element offers: [{label, choices}].
function offered(element, around) {
  if (/users_select/.test(element.type)) return [{ choices: peopleOf(around) }];
  if (/conversations_select/.test(element.type)) return [{ choices: conversationsOf(around, element.filter) }];
  if (/channels_select/.test(element.type)) return [{ choices: conversationsOf(around, { include: ["public"] }) }];
  if (element.option_groups) return element.option_groups.map((group) => ({ label: group.label.text, choices: group.options.map(optionOf) }));
  return [{ choices: (element.options ?? []).map(optionOf) }];
}

function chosenOf(value, groups) {
  const choices = groups.flatMap((group) => group.choices);
  const known = (one) => choices.find((choice) => choice.key === (one?.value ?? one?.text?.text ?? one));
  return [value ?? []].flat().map((one) => known(one) ?? (one?.text ? optionOf(one) : { key: one, label: `${one}`, value: one }));
}

export function Select({ element, block, id, describedby, invalid }) {
  const around = useAround();
  const [value, change, surface] = useValue(element, block);
  const [open, setOpen] = useState(false);
  const [confirming, dialog] = useConfirm(draw);
  const box = useRef();
  const listId = useId();
  const many = element.type.startsWith("multi_");
  const groups = offered(element, around);
  const chosen = chosenOf(value, groups);
  const take = (choice) => {
    if (!many) {
      setOpen(false);
      box.current.focus();
      return confirming(element.confirm, () => change(choice.value));
    }
    const had = chosen.some((one) => one.key === choice.key);
    if (!had && chosen.length >= (element.max_selected_items ?? Infinity)) return null;
    return change((had ? chosen.filter((one) => one.key !== choice.key) : [...chosen, choice]).map((one) => one.value));
  };
  const opened = (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || open) return;
    event.preventDefault();
    setOpen(true);
  };
  const show = element.placeholder?.text ?? (many ? "Select options" : "Select an option");
  const clear = many || (block.type === "input" && block.optional);
  return html`<div class=${shapes("select", block.type === "input" ? "whole" : "", many ? "many" : "")}>
    <button type="button" id=${id} ref=${box} class="select-box" role="combobox" aria-haspopup="listbox" aria-expanded=${open}
      aria-controls=${open ? listId : null} aria-describedby=${describedby} aria-invalid=${invalid} aria-label=${id ? null : show}
      autofocus=${element.focus_on_load} onKeyDown=${opened} onClick=${() => setOpen(!open)}>
      ${chosen.length === 0 && html`<span class="placeholder">${show}</span>`}
      ${chosen.map((one) => (many ? html`<span class="token">${one.label}</span>` : html`<span class="chosen">
        ${one.avatar && html`<${Avatar} user=${one.avatar} size=${20} />`}${one.icon && html`<${Icon} name=${one.icon} size=${14} />`}
        ${one.text ? draw(one.text) : one.label}</span>`))}
      <${Icon} name="down" size=${16} />
    </button>
    ${clear && chosen.length > 0 && html`<button type="button" class="clear icon-button" aria-label="Clear"
      onClick=${() => change(many ? [] : null)}><${Icon} name="x" size=${14} /></button>`}
    ${open && html`<${Choices} id=${listId} anchor=${box.current} element=${element} groups=${groups} chosen=${chosen}
      search=${(words) => surface.search(block, element, words)} onTake=${take} onClose=${() => setOpen(false)} />`}
  </div>${dialog}`;
}

// The list of an external select is the app's answer to what is typed.
function useSearched(element, groups, words, search) {
  const external = /external_select/.test(element.type);
  const [found, setFound] = useState(external ? null : groups);
  useEffect(() => {
    if (!external) return undefined;
    if (words.length < (element.min_query_length ?? 3)) return setFound([]);
    setFound(null);
    let wanted = true;
    const due = setTimeout(async () => {
      const options = await search(words);
      if (wanted) setFound([{ choices: options.map(optionOf) }]);
    }, WAIT);
    return () => {
      wanted = false;
      clearTimeout(due);
    };
  }, [words]);
  if (external) return found;
  const wanted = words.toLowerCase();
  return groups.map((group) => ({ ...group, choices: group.choices.filter((one) => one.label.toLowerCase().includes(wanted)) })).filter((group) => group.choices.length);
}

function Choices({ id, anchor, element, groups, chosen, search, onTake, onClose }) {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(Math.max(0, groups.flatMap((group) => group.choices).findIndex((one) => one.key === chosen[0]?.key)));
  const found = useSearched(element, groups, words, search);
  const list = useRef();
  const box = useRef();
  const flat = (found ?? []).flatMap((group) => group.choices);
  useEffect(() => box.current.focus(), []);
  useEffect(() => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [at, words]);
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && flat.length) setAt((at + step + flat.length) % flat.length);
    else if (event.key === "Enter" && flat[at]) onTake(flat[at]);
    else if (event.key === "Tab") return onClose();
    else return undefined;
    return event.preventDefault();
  };
  const least = element.min_query_length ?? 3;
  const nothing = /external_select/.test(element.type) && words.length < least ? `Type ${least === 1 ? "a character" : `${least} characters`} to search` : "No results";
  return html`<${Popover} anchor=${anchor} wide onClose=${onClose} class="choices">
    <div class="search"><${Icon} name="search" size=${15} /><input ref=${box} value=${words} placeholder="Search" role="combobox"
      aria-expanded="true" aria-controls=${id} aria-activedescendant=${flat[at] ? `${id}-${at}` : null} aria-label="Search options"
      onInput=${(event) => { setWords(event.target.value); setAt(0); }} onKeyDown=${key} /></div>
    <div role="listbox" id=${id} ref=${list} aria-multiselectable=${element.type.startsWith("multi_")}>
      ${found === null && html`<p class="none"><${Spinner} /> Loading…</p>`}
      ${found !== null && !flat.length && html`<p class="none">${nothing}</p>`}
      ${(found ?? []).map((group) => html`${group.label && html`<div class="menu-heading" role="presentation">${group.label}</div>`}
        ${group.choices.map((one) => html`<${Choice} one=${one} id="${id}-${flat.indexOf(one)}" active=${flat[at] === one}
          chosen=${chosen.some((other) => other.key === one.key)} onTake=${() => onTake(one)} />`)}`)}
    </div>
  <//>`;
}

function Choice({ one, id, active, chosen, onTake }) {
  return html`<div role="option" id=${id} class=${active ? "active" : ""} aria-selected=${active} aria-checked=${chosen}
    onPointerDown=${(event) => event.preventDefault()} onClick=${onTake}>
    ${one.avatar && html`<${Avatar} user=${one.avatar} size=${20} />`}${one.icon && html`<${Icon} name=${one.icon} size=${14} />`}
    <span class="menu-label">${one.text ? html`<${Text} text=${one.text} />` : one.label}</span>
      ${one.detail && html`<small>${one.detail}</small>`}
    ${chosen && html`<${Icon} name="check" size=${16} />`}
  </div>`;
}

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { Icon, shapes } from "./drawing.js";

// What opens beside something: menus, lists, pickers. It is in the browser's top layer, so that nothing clips it, and closes on Escape
// and on a press elsewhere.

const GAP = 4;
const EDGE = 8;

function beside(box, anchor, side) {
  const from = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = innerHeight - from.bottom - GAP - EDGE;
  const above = from.top - GAP - EDGE;
  const up = side.startsWith("above") ? above >= height || above > below : below < height && above > below;
  const left = side.endsWith("end") ? from.right - width : from.left;
  box.style.maxHeight = `${Math.max(up ? above : below, 120)}px`;
  box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  box.style.top = `${up ? Math.max(EDGE, from.top - GAP - Math.min(height, above)) : from.bottom + GAP}px`;
}

export function Popover({ anchor, onClose, side = "below", wide = false, children, ...more }) {
  const box = useRef();
  useLayoutEffect(() => {
    box.current.showPopover();
  }, []);
  useLayoutEffect(() => {
    if (wide) box.current.style.width = `${anchor.offsetWidth}px`;
    beside(box.current, anchor, side);
  });
  useEffect(() => {
    const pressed = (event) => {
      if (!box.current.contains(event.target) && !anchor.contains(event.target)) onClose();
    };
    const key = (event) => {
      if (event.key !== "Escape") return;
      // What lies beneath, a modal for one, stays open.
      event.preventDefault();
      event.stopPropagation();
      onClose();
      anchor.focus();
    };
    document.addEventListener("pointerdown", pressed, true);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("pointerdown", pressed, true);
      document.removeEventListener("keydown", key, true);
    };
  });
  return html`<div ref=${box} popover="manual" ...${more} class=${shapes("popover", more.class)}>${children}</div>`;
}

// Moves the focus among the buttons of a list with the arrow keys.
export function arrows(event, selector = "[role^=menuitem], [role=option]") {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...event.currentTarget.querySelectorAll(selector)].filter((one) => !one.disabled);
  const at = { Home: 0, End: all.length - 1 }[event.key] ?? (step ? (all.indexOf(document.activeElement) + step + all.length) % all.length : -1);
  if (at < 0 || !all[at]) return;
  event.preventDefault();
  all[at].focus();
}

// A button with a menu. An item: {label, detail, icon, danger, act}; null is a line between.
export function Menu({ label, icon, items, side = "below-end", children, ...more }) {
  const [open, setOpen] = useState(false);
  const button = useRef();
  return html`<button type="button" ref=${button} aria-label=${label} title=${children ? null : label} aria-haspopup="menu"
    aria-expanded=${open} onClick=${() => setOpen(!open)} ...${more} class=${shapes(children ? "" : "icon-button", open ? "open" : "", more.class)}>
      ${children || html`<${Icon} name=${icon} />`}
    </button>
    ${open && html`<${Items} anchor=${button.current} label=${label} items=${items} side=${side} onClose=${() => setOpen(false)} />`}`;
}

export function Items({ anchor, label, items, side, onClose }) {
  const list = useRef();
  useEffect(() => list.current.querySelector("[role=menuitem]")?.focus(), []);
  const take = (item) => {
    onClose();
    item.act();
  };
  return html`<${Popover} anchor=${anchor} side=${side} onClose=${onClose} class="menu">
    <div role="menu" aria-label=${label} ref=${list} onKeyDown=${arrows}>
      ${items.map((item) => (item === null ? html`<hr role="separator" />` : item.heading ? html`<div class="menu-heading"
        role="presentation">${item.heading}</div>` : html`<button type="button" role="menuitem" class=${item.danger ? "danger" : ""} onClick=${() => take(item)}>
        ${item.icon !== undefined && html`<${Icon} name=${item.icon} />`}<span class="menu-label">${item.label}</span>
          ${item.detail && html`<small>${item.detail}</small>`}
      </button>`))}
    </div>
  <//>`;
}

import { Component, createContext, h, html, useContext } from "./vendor/preact.js";
import { CATEGORIES } from "./vendor/emoji.js";
import { ICONS } from "./vendor/icons.js";

// What every part of the page draws with. People's words only ever become text nodes: nothing here or elsewhere writes HTML.

export const Around = createContext(null);
export const useAround = () => useContext(Around);

// Draws again only when one of its properties is another one.
export function memo(component) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const keys = new Set([...Object.keys(this.props), ...Object.keys(next)]);
      return [...keys].some((key) => this.props[key] !== next[key]);
    }

    render(props) {
      return h(component, props);
    }
  };
}

export function Icon({ name, size = 18 }) {
  return html`<svg class="icon icon-${name}" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true">
    ${(ICONS[name] ?? []).map(([tag, attributes]) => h(tag, attributes))}
  </svg>`;
}

// A button that is only an icon, with words for who does not see it.
export function IconButton({ name, label, size, ...more }) {
  return html`<button type="button" title=${label} aria-label=${label} ...${more} class="icon-button ${more.class ?? ""}">
    <${Icon} name=${name} size=${size} /></button>`;
}

export function Avatar({ user, size = 36 }) {
  return html`<img class="avatar" src="/page/avatar/${user}" width=${size} height=${size} alt="" loading="lazy" />`;
}

const EMOJI = new Map(CATEGORIES.flatMap(([, all]) => all.split("|").flatMap((one) => one.split(" ").slice(1).map((name) => [name, one.split(" ")[0]]))));

export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, "")) ?? `:${name}:`;

export function Emoji({ name }) {
  const drawn = emoji(name);
  return html`<span class=${drawn.startsWith(":") ? "" : "emoji"} role="img" aria-label=${name} title=":${name}:">${drawn}</span>`;
}

// Text with the emoji that are named in it.
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+'-]+:(?::skin-tone-\d:)?)/).map((part) => {
    const name = /^:([^:]+):/.exec(part)?.[1];
    return name && EMOJI.has(name) ? html`<${Emoji} name=${name} />` : part;
  });
}

export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
export const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

// Only addresses that lead to a page or a letter; never a script. A link to a message here leads there.
export function Link({ to, children }) {
  if (!/^(https?:|mailto:)/i.test(to)) return html`<span>${children}</span>`;
  const here = to.startsWith(`${location.origin}/archives/`);
  return html`<a href=${to} target=${here ? null : "_blank"} rel="noopener noreferrer">${children}</a>`;
}

export const shapes = (...names) => names.filter(Boolean).join(" ");
export const plural = (count, word, words = `${word}s`) => `${count} ${count === 1 ? word : words}`;

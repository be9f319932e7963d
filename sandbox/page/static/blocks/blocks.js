import { Component, html, useId } from "../vendor/preact.js";
import { Card, Carousel, Container, Plan, TaskCard } from "./cards.js";
import { Chart } from "./charts.js";
import { Icon, Link, shapes, withEmoji } from "../drawing.js";
import { Element, Picture } from "./elements.js";
import { Markdown } from "./markdown.js";
import { Text } from "./mrkdwn.js";
import { RichText } from "./richtext.js";
import { useSurface } from "./surface.js";
import { DataTable, Table } from "./tables.js";

// Block Kit, drawn. What stands in a Surface is alive.

export function Blocks({ blocks }) {
  return (blocks ?? []).map((block, at) => html`<${Block} key=${block.block_id ?? at} block=${block} />`);
}

function Block({ block }) {
  const Drawn = BLOCKS[block.type] ?? Unknown;
  const words = html`<${Unknown} block=${block} />`;
  return html`<div class="block block-${block.type}" data-block=${block.block_id}><${Safe} instead=${words}>
    <${Drawn} block=${block} /><//></div>`;
}

// What cannot be drawn takes nothing else with it.
class Safe extends Component {
  static getDerivedStateFromError() {
    return { failed: true };
  }

  render({ children, instead }, { failed }) {
    return failed ? instead : children;
  }
}

function Section({ block }) {
  return html`<div class="section-body">
      ${block.text && html`<div class="text"><${Text} text=${block.text} /></div>`}
      ${block.fields && html`<div class="fields">${block.fields.map((field) => html`<div class="text"><${Text} text=${field} /></div>`)}
        </div>`}
    </div>
    ${block.accessory && html`<div class="accessory"><${Element} element=${block.accessory} block=${block} /></div>`}`;
}

const Elements = ({ block }) => block.elements.map((element, at) => html`<${Element} key=${element.action_id ?? at} element=${element}
  block=${block} />`);

function Input({ block }) {
  const surface = useSurface();
  const id = useId();
  const error = surface.errors[block.block_id];
  const { element } = block;
  const grouped = ["radio_buttons", "checkboxes"].includes(element.type);
  const told = shapes(error && `${id}-error`, block.hint && `${id}-hint`) || null;
  const label = html`${withEmoji(block.label.text)}${block.optional && html`<span class="optional"> (optional)</span>`}`;
  return html`<div class=${shapes("field", error && "wrong")} role=${grouped ? "group" : null}
    aria-labelledby=${grouped ? `${id}-label` : null}>
    ${grouped ? html`<span class="label" id="${id}-label">${label}</span>` : html`<label class="label" for=${id}>${label}</label>`}
    <${Element} element=${element} block=${block} id=${id} describedby=${told} invalid=${Boolean(error)} />
    ${error && html`<p class="problem" id="${id}-error" role="alert"><${Icon} name="warning" size=${15} /> ${withEmoji(error)}</p>`}
    ${block.hint && html`<p class="hint" id="${id}-hint">${withEmoji(block.hint.text)}</p>`}
  </div>`;
}

function Image({ block }) {
  return html`${block.title && html`<div class="picture-title"><${Text} text=${block.title} /></div>`}<${Picture} image=${block} large />`;
}

const LEVELS = { info: "info", warning: "warning", error: "alert", success: "done" };

function Alert({ block }) {
  const level = block.level ?? "default";
  return html`<div class="alert-box ${level}" role=${level === "error" ? "alert" : "note"}><${Icon} name=${LEVELS[level] ?? "info"} />
    <div class="text"><${Text} text=${block.text} /></div></div>`;
}

function Video({ block }) {
  return html`<div class="card video">
    <div class="card-title"><${Link} to=${block.title_url ?? block.video_url}>${withEmoji(block.title.text)}<//></div>
    ${block.description && html`<div class="card-body"><${Text} text=${block.description} /></div>`}
    <${Picture} image=${{ image_url: block.thumbnail_url, alt_text: block.alt_text }} large />
  </div>`;
}

// A block that is newer than this page: every text in it, in the order it is written.
function Unknown({ block }) {
  const words = [];
  (function walk(part) {
    if (Array.isArray(part)) part.forEach(walk);
    else if (part && typeof part === "object") Object.entries(part).forEach(([key, value]) => (key === "text" && typeof value === "string" ? words.push(value) : walk(value)));
  })(block);
  return html`<div class="unknown">${block.type}: ${words.join(" · ")}</div>`;
}

const BLOCKS = {
  header: ({ block }) => html`<div role="heading" aria-level="3">${withEmoji(block.text.text)}</div>`,
  divider: () => html`<hr />`,
  section: Section,
  context: Elements,
  actions: Elements,
  context_actions: Elements,
  input: Input,
  image: Image,
  markdown: ({ block }) => html`<${Markdown} text=${block.text} />`,
  rich_text: ({ block }) => html`<${RichText} elements=${block.elements} />`,
  table: Table,
  data_table: DataTable,
  data_visualization: Chart,
  task_card: ({ block }) => html`<${TaskCard} task=${block} />`,
  plan: Plan,
  alert: Alert,
  card: ({ block }) => html`<${Card} card=${block} block=${block} />`,
  carousel: Carousel,
  container: ({ block }) => html`<${Container} block=${block} Blocks=${Blocks} />`,
  video: Video,
  file: ({ block }) => html`<div class="file-card"><${Icon} name="file" size=${28} /><span>${block.external_id}</span></div>`,
};

// Old attachments: a bar at the side, with text or with blocks.
export function Attachments({ attachments }) {
  const text = (words) => words && html`<div class="text"><${Text} text=${{ type: "mrkdwn", text: words }} /></div>`;
  return attachments.map((one) => html`<div class="attachment">
    ${text(one.pretext)}
    <div class="attachment-bar"
      style=${{ borderColor: /^#?[0-9a-f]{6}$/i.test(one.color ?? "") ? `#${one.color.replace("#", "")}` : null }}>
      ${one.author_name && html`<div class="attachment-author">${one.author_name}</div>`}
      ${one.title && html`<div class="attachment-title">${one.title_link ? html`<${Link} to=${one.title_link}>${withEmoji(one.title)}
        <//>` : withEmoji(one.title)}</div>`}
      ${text(one.text)}
      ${one.fields && html`<div class="fields">${one.fields.map((field) => html`<div><b>${field.title}</b><br />${text(field.value)}
        </div>`)}</div>`}
      <${Blocks} blocks=${one.blocks} />
      ${one.footer && html`<div class="attachment-footer">${one.footer}</div>`}
    </div>
  </div>`);
}

import { html, useState } from "../vendor/preact.js";
import { Icon, Link, shapes, withEmoji } from "../drawing.js";
import { Element, Picture } from "./elements.js";
import { Text } from "./mrkdwn.js";
import { RichText } from "./richtext.js";

// The newer blocks that hold others: tasks, plans, cards, containers.

const STATUS = { pending: "pending", in_progress: "busy", complete: "done", error: "failed" };
const SAID = { pending: "Pending", in_progress: "In progress", complete: "Complete", error: "Failed" };
const words = (text) => (typeof text === "string" ? withEmoji(text) : html`<${Text} text=${text} />`);

export function TaskCard({ task }) {
  const inside = task.details || task.output || task.sources?.length;
  const head = html`<span class="task-status ${task.status ?? "pending"}" role="img" aria-label=${SAID[task.status ?? "pending"]}>
    <${Icon} name=${STATUS[task.status ?? "pending"]} /></span><span class="task-title">${words(task.title)}</span>`;
  if (!inside) return html`<div class="task">${head}</div>`;
  return html`<details class="task" open=${task.status === "in_progress" || task.status === "error"}>
    <summary>${head}<${Icon} name="right" size=${16} /></summary>
    <div class="task-body">
      ${task.details && html`<${RichText} elements=${task.details.elements} />`}
      ${task.output && html`<div class="task-output"><${RichText} elements=${task.output.elements} /></div>`}
      ${task.sources?.length && html`<div class="task-sources">
        ${task.sources.map((one) => html`<${Link} to=${one.url}>${one.text ?? one.url}<//>`)}</div>`}
    </div>
  </details>`;
}

export function Plan({ block }) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((one) => one.status === "complete").length;
  return html`<details class="plan" open>
    <summary><${Icon} name="right" size=${16} /><b>${words(block.title)}</b><small>${done} of ${tasks.length}</small></summary>
    ${tasks.map((task) => html`<${TaskCard} key=${task.task_id} task=${task} />`)}
  </details>`;
}

export function Card({ card, block }) {
  return html`<div class="card">
    ${card.hero_image && html`<${Picture} image=${card.hero_image} large />`}
    <div class="card-head">${card.icon && html`<${Picture} image=${card.icon} />`}<div>
      ${card.title && html`<div class="card-title">${words(card.title)}</div>`}
      ${card.subtitle && html`<div class="card-subtitle">${words(card.subtitle)}</div>`}
    </div></div>
    ${card.body && html`<div class="card-body text">${words(card.body)}</div>`}
    ${card.actions && html`<div class="card-actions">${card.actions.map((element) => html`<${Element} element=${element}
      block=${block} />`)}</div>`}
  </div>`;
}

export function Carousel({ block }) {
  return html`<div class="carousel-strip" tabindex="0" role="group" aria-label="Cards">
    ${block.elements.map((card) => html`<${Card} card=${card} block=${block} />`)}</div>`;
}

// Blocks is given, since a container holds what it is itself one of.
export function Container({ block, Blocks }) {
  const [open, setOpen] = useState(!block.default_collapsed);
  const head = html`<span>${block.title ? html`<b>${words(block.title)}</b>` : html`<${RichText}
    elements=${block.rich_text_title?.elements ?? []} />`}${block.subtitle && html`<small>${words(block.subtitle)}</small>`}</span>`;
  return html`<div class=${shapes("container-box", block.width ?? "standard", block.has_header_divider && "divided")}>
    ${block.is_collapsible
      ? html`<button type="button" class="container-head" aria-expanded=${open} onClick=${() => setOpen(!open)}>
        <${Icon} name=${open ? "down" : "right"} size=${16} />${head}</button>`
      : html`<div class="container-head">${head}</div>`}
    ${(open || !block.is_collapsible) && html`<div class="container-body"><${Blocks} blocks=${block.child_blocks} /></div>`}
  </div>`;
}

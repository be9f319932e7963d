import { html, useState } from "../vendor/preact.js";
import { Icon, plural } from "../drawing.js";
import { RichText } from "./richtext.js";

// Tables: the plain one, and the one that can be sorted and leafed through.

const written = (cell) => `${cell.text ?? cell.number ?? cell.value ?? ""}`;
const Cell = ({ cell }) => (cell.type === "rich_text" ? html`<${RichText} elements=${cell.elements} />` : written(cell));

function looks(settings = {}, cell) {
  const right = settings.align ?? (cell?.type === "raw_number" ? "right" : null);
  return { textAlign: right, whiteSpace: settings.is_wrapped ? "normal" : null };
}

export function Table({ block }) {
  const settings = block.column_settings ?? [];
  const row = (cells, tag) => html`<tr>${cells.map((cell, at) => html`<${tag} style=${looks(settings[at], cell)}><${Cell} cell=${cell} />
    <//>`)}</tr>`;
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table class="grid" aria-label="Table">
    <thead>${row(block.rows[0], "th")}</thead><tbody>${block.rows.slice(1).map((one) => row(one, "td"))}</tbody>
  </table></div>`;
}

const PLAIN = (cell) => (cell.type === "raw_number" ? Number(cell.number ?? cell.value ?? cell.text) : JSON.stringify(cell.elements ?? written(cell)).toLowerCase());

export function DataTable({ block }) {
  const [sorted, setSorted] = useState({ column: -1, down: false });
  const [page, setPage] = useState(0);
  const size = block.page_size ?? 5;
  const [head, ...rows] = block.rows;
  const order = [...rows];
  if (sorted.column >= 0) {
    order.sort((one, other) => (PLAIN(one[sorted.column]) > PLAIN(other[sorted.column]) ? 1 : -1) * (sorted.down ? -1 : 1));
  }
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const sort = (column) => setSorted({ column, down: sorted.column === column && !sorted.down });
  const aria = (column) => (sorted.column === column ? (sorted.down ? "descending" : "ascending") : "none");
  const named = block.row_header_column_index ?? 0;
  return html`<div class="table-scroll" tabindex="0"><table class="grid data">
      <caption>${typeof block.caption === "string" ? block.caption : block.caption?.text}</caption>
      <thead><tr>${head.map((cell, at) => html`<th aria-sort=${aria(at)}><button type="button" onClick=${() => sort(at)}>
        <${Cell} cell=${cell} /><${Icon} name=${aria(at) === "none" ? "sort" : sorted.down ? "down" : "up"} size=${13} /></button>
        </th>`)}</tr></thead>
      <tbody>${order.slice(page * size, (page + 1) * size).map((row) => html`<tr>
        ${row.map((cell, at) => html`<${at === named ? "th" : "td"} ...${at === named ? { scope: "row" } : {}} style=${looks({}, cell)}>
        <${Cell} cell=${cell} /><//>`)}</tr>`)}</tbody>
    </table></div>
    ${pages > 1 && html`<div class="pager"><span>${plural(rows.length, "row")}</span>
      <button type="button" class="icon-button" aria-label="Previous page" disabled=${page === 0} onClick=${() => setPage(page - 1)}>
        <${Icon} name="left" size=${16} /></button>
      <span aria-live="polite">${page + 1} of ${pages}</span>
      <button type="button" class="icon-button" aria-label="Next page" disabled=${page === pages - 1} onClick=${() => setPage(page + 1)}>
        <${Icon} name="right" size=${16} /></button>
    </div>`}`;
}

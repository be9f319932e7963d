import { html } from "../vendor/preact.js";

// Charts of data_visualization blocks: pies of segments; bars, lines and areas of series over categories.

const COLOURS = ["#1264a3", "#e8912d", "#2bac76", "#e01e5a", "#7c5cbf", "#36c5f0", "#8d6e63", "#b8a100", "#5f7d8c", "#d36ba6", "#4a8f3c", "#a0522d"];
const WIDTH = 520;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 26;
const GRID = 4;

const colour = (at) => COLOURS[at % COLOURS.length];

export function Chart({ block }) {
  const { chart, title } = block;
  const parts = chart.type === "pie" ? chart.segments.map((one) => `${one.label} ${one.value}`) : chart.series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${point.value}`).join(", ")}`);
  const legend = chart.type === "pie" ? chart.segments.map((one) => one.label) : chart.series.map((one) => one.name);
  return html`<figure class="chart" role="img" aria-label="${title}. ${parts.join("; ")}">
    <figcaption>${title}</figcaption>
    ${chart.type === "pie" ? html`<${Pie} segments=${chart.segments} />` : html`<${Plot} chart=${chart} />`}
    <div class="legend">${legend.map((name, at) => html`<span><i style=${{ background: colour(at) }}></i>${name}</span>`)}</div>
  </figure>`;
}

function Pie({ segments }) {
  const all = segments.reduce((sum, one) => sum + one.value, 0) || 1;
  let turned = 0;
  return html`<svg viewBox="-1 -1 2 2" class="pie">${segments.map((one, at) => {
    const share = one.value / all;
    const from = turned;
    turned += share;
    if (share > 0.999) return html`<circle r="1" fill=${colour(at)} />`;
    const point = (part) => `${Math.sin(part * 2 * Math.PI)} ${-Math.cos(part * 2 * Math.PI)}`;
    return html`<path d="M0 0 L${point(from)} A1 1 0 ${share > 0.5 ? 1 : 0} 1 ${point(turned)} Z" fill=${colour(at)}><title>
      ${one.label}: ${one.value}</title></path>`;
  })}</svg>`;
}

// A round number at or above the highest value, so that the lines behind are round too.
function ceiling(most) {
  const step = 10 ** Math.floor(Math.log10(most || 1));
  return [1, 2, 2.5, 5, 10].map((one) => one * step).find((one) => one >= most) ?? most;
}

function Plot({ chart }) {
  const { categories, x_label: across, y_label: up } = chart.axis_config;
  const values = chart.series.map((one) => categories.map((label) => one.data.find((point) => point.label === label)?.value ?? 0));
  const top = ceiling(Math.max(0, ...values.flat()));
  const wide = (WIDTH - LEFT) / categories.length;
  const y = (value) => (HEIGHT - BOTTOM) * (1 - value / top);
  const Drawn = chart.type === "bar" ? Bars : Lines;
  const lines = Array.from({ length: GRID + 1 }, (_, at) => (top / GRID) * at);
  return html`${up && html`<small>${up}</small>`}
    <svg viewBox="0 -8 ${WIDTH} ${HEIGHT + 8}">
      ${lines.map((value) => html`<g class="line"><line x1=${LEFT} x2=${WIDTH} y1=${y(value)} y2=${y(value)} />
        <text x=${LEFT - 6} y=${y(value) + 4} text-anchor="end">${Number(value.toPrecision(3))}</text></g>`)}
      ${categories.map((label, at) => html`<text x=${LEFT + wide * (at + 0.5)} y=${HEIGHT - 8} text-anchor="middle">${label}</text>`)}
      <${Drawn} values=${values} wide=${wide} y=${y} area=${chart.type === "area"} />
    </svg>
    ${across && html`<small class="across">${across}</small>`}`;
}

function Bars({ values, wide, y }) {
  const one = (wide * 0.7) / values.length;
  return values.map((series, at) => series.map((value, place) => html`<rect x=${LEFT + wide * (place + 0.15) + one * at} y=${y(value)}
    width=${Math.max(one - 2, 1)} height=${y(0) - y(value)} rx="2" fill=${colour(at)}><title>${value}</title></rect>`));
}

function Lines({ values, wide, y, area }) {
  return values.map((series, at) => {
    const points = series.map((value, place) => `${LEFT + wide * (place + 0.5)},${y(value)}`);
    const [first, last] = [LEFT + wide * 0.5, LEFT + wide * (series.length - 0.5)];
    return html`${area && html`<polygon points="${first},${y(0)} ${points.join(" ")} ${last},${y(0)}" fill=${colour(at)} opacity=".2" />`}
      <polyline points=${points.join(" ")} fill="none" stroke=${colour(at)} stroke-width="2.5" stroke-linejoin="round" />
      ${points.map((point, place) => html`<circle cx=${point.split(",")[0]} cy=${point.split(",")[1]} r="3" fill=${colour(at)}><title>
        ${series[place]}</title></circle>`)}`;
  });
}

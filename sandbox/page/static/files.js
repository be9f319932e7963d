import { html } from "./vendor/preact.js";
import { Icon, useAround } from "./drawing.js";

// Files of a message: pictures as they are, others as a card to load.

const size = (bytes) => (bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : bytes >= 1024 ? `${Math.round(bytes / 1024)} kB` : `${bytes} bytes`);

export function Files({ files }) {
  const around = useAround();
  if (!files?.length) return null;
  return html`<div class="files">${files.map((file) => {
    const address = `/page/file/${file.id}?as=${around.me.id}`;
    if (file.mimetype?.startsWith("image/")) return html`<figure><figcaption>${file.title || file.name}</figcaption>
      <img class="picture" src=${address} alt=${file.title || file.name} /></figure>`;
    return html`<a class="file-card" href=${address} download=${file.name}><${Icon} name="file" size=${28} /><span><b>
      ${file.title || file.name}</b><small>${(file.filetype ?? "").toUpperCase()} ${size(file.size ?? 0)}</small></span>
      <${Icon} name="download" size=${16} /></a>`;
  })}</div>`;
}

import { html, useRef } from "../vendor/preact.js";
import { Icon, IconButton } from "../drawing.js";
import { useValue } from "./surface.js";

// Inputs one types into, and the one that takes files.

const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number" };

export function TextInput({ element, block, id, describedby, invalid }) {
  const [value, change, surface] = useValue(element, block);
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const multiline = element.multiline || element.type === "rich_text_input";
  const text = typeof value === "string" || typeof value === "number" ? `${value}` : words(value);
  const tells = (how) => block.dispatch_action && on.includes(how);
  const shared = {
    id,
    value: text,
    class: "control",
    placeholder: element.placeholder?.text,
    maxlength: element.max_length ?? 3000,
    autofocus: element.focus_on_load,
    "aria-describedby": describedby,
    "aria-invalid": invalid,
    onInput: (event) => change(event.target.value, tells("on_character_entered")),
  };
  const enter = (event) => {
    if (event.key !== "Enter" || multiline || event.isComposing) return;
    event.preventDefault();
    if (tells("on_enter_pressed")) surface.choose(block, element, event.target.value);
    else surface.submit?.();
  };
  const left = element.max_length ? element.max_length - text.length : null;
  return html`<div class="text-input">
    ${multiline
      ? html`<textarea ...${shared} rows=${4}></textarea>`
      : html`<input ...${shared} type=${TYPES[element.type] === "number" ? "text" : TYPES[element.type] ?? "text"}
        inputmode=${element.type === "number_input" ? "decimal" : null} onKeyDown=${enter} />`}
    ${left !== null && left < Math.max(element.max_length / 10, 20) && html`<span class="left ${left < 0 ? "over" : ""}" aria-live="polite">
      ${left}</span>`}
  </div>`;
}

// The words of a rich text value, which is typed as plain text here.
function words(value) {
  const found = [];
  (function walk(part) {
    if (Array.isArray(part)) part.forEach(walk);
    else if (part && typeof part === "object") "text" in part && typeof part.text === "string" ? found.push(part.text) : walk(part.elements);
  })(value);
  return found.join("");
}

export function FileInput({ element, block, id, describedby }) {
  const [files, change] = useValue(element, block);
  const chooser = useRef();
  const most = element.max_files ?? 10;
  const add = async (event) => {
    const added = await Promise.all([...event.target.files].slice(0, most - files.length).map(read));
    change([...files, ...added]);
  };
  return html`<div class="file-input">
    ${files.map((file) => html`<div class="file-chosen"><${Icon} name="file" /> <span>${file.name}</span>
      <${IconButton} name="x" size=${14} label="Remove ${file.name}" onClick=${() => change(files.filter((one) => one !== file))} />
      </div>`)}
    <input ref=${chooser} type="file" hidden multiple=${most > 1} accept=${element.filetypes?.map((one) => `.${one}`).join(",")}
      onChange=${add} />
    <button type="button" id=${id} class="button drop" aria-describedby=${describedby} disabled=${files.length >= most}
      onClick=${() => chooser.current.click()}>
      <${Icon} name="upload" size=${16} /> Upload ${most > 1 ? "files" : "a file"}
    </button>
  </div>`;
}

// A file's name, and its bytes as text, since only JSON may come from the page.
export async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { name: file.name, bytes: btoa(binary) };
}

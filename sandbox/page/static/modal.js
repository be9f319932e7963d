import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Blocks } from "./blocks/blocks.js";
import { Dialog, Spinner } from "./dialog.js";
import { Avatar, Icon, IconButton, useAround, withEmoji } from "./drawing.js";
import { act } from "./store.js";
import { Surface, useSurfaceOf } from "./blocks/surface.js";

// The modals before one: the one on top is drawn in front, those below keep what was typed in them.

export function Modals({ views, children }) {
  const top = views?.at(-1);
  if (!top) return null;
  const all = () => act("close", { view: top.id, all: true });
  return html`<${Dialog} label=${top.title?.text ?? ""} onClose=${all} class="modal">
    ${views.map((view) => html`<${Modal} key=${view.id} view=${view} hidden=${view !== top} onAll=${all} />`)}
    ${children}
  <//>`;
}

function Modal({ view, hidden, onAll }) {
  const around = useAround();
  const surface = useSurfaceOf({ kind: "modal", where: { view: view.id }, blocks: view.blocks, state: view.state });
  const [busy, setBusy] = useState(false);
  const form = useRef();
  const submit = async () => {
    if (busy || !view.submit) return;
    setBusy(true);
    surface.setFailure("");
    const answer = await act("submit", { view: view.id, values: surface.values() });
    setBusy(false);
    if (answer.error) surface.setFailure(answer.shown);
  };
  const errors = view.errors ?? {};
  useEffect(() => {
    // The first field that is wrong is where one goes on.
    if (Object.keys(errors).length) form.current?.querySelector(".wrong :is(input, textarea, .select-box)")?.focus();
  }, [JSON.stringify(errors)]);
  useEffect(() => {
    if (!hidden) form.current?.querySelector("[autofocus], .modal-body :is(input:not([hidden]), textarea, .select-box)")?.focus();
  }, [hidden, view.id]);
  const entered = (event) => {
    event.preventDefault();
    submit();
  };
  return html`<form ref=${form} hidden=${hidden} class="modal-form" aria-busy=${busy} novalidate onSubmit=${entered}>
    <header>
      ${view.previous_view_id ? html`<${IconButton} name="left" label="Back"
        onClick=${() => act("close", { view: view.id })} />` : html`<${Avatar} user=${around.app.user} size=${28} />`}
      <h2>${withEmoji(view.title?.text ?? "")}</h2>
      <${IconButton} name="x" label="Close" size=${20} onClick=${onAll} />
    </header>
    <div class="modal-body"><${Surface.Provider} value=${{ ...surface, errors, submit }}><${Blocks} blocks=${view.blocks} /><//></div>
    ${surface.failure && html`<p class="modal-failure" role="alert"><${Icon} name="warning" size=${16} /> ${surface.failure}</p>`}
    <footer>
      <button type="button" class="button large" onClick=${() => act("close", { view: view.id })}>${view.close?.text ?? "Cancel"}</button>
      ${view.submit && html`<button type="submit" class="button large filled primary" disabled=${busy}>
        ${busy ? html`<${Spinner} />` : withEmoji(view.submit.text)}</button>`}
    </footer>
  </form>`;
}

import { html, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { Icon, IconButton, shapes } from "./drawing.js";

// A window above the page. The browser keeps the focus in it and gives it back.
export function Dialog({ label, onClose, children, ...more }) {
  const box = useRef();
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${box} aria-label=${label} onCancel=${cancel} ...${more} class=${shapes("dialog", more.class)}>${children}
    </dialog>`;
}

// Asks before something is done: Slack's confirm object, with its own words where the app has none.
function Confirm({ confirm, onYes, onNo }) {
  const { title = {}, text = {}, confirm: yes = {}, deny = {}, style } = confirm;
  return html`<${Dialog} label=${title.text ?? "Are you sure?"} onClose=${onNo} class="confirm">
    <header><h2>${title.text ?? "Are you sure?"}</h2><${IconButton} name="x" label="Close" onClick=${onNo} /></header>
    <div class="dialog-body">${text.drawn ?? text.text}</div>
    <footer>
      <button type="button" class="button" onClick=${onNo}>${deny.text ?? "Cancel"}</button>
      <button type="button" class="button filled ${style === "danger" ? "danger" : "primary"}" autofocus onClick=${onYes}>
        ${yes.text ?? "Yes"}</button>
    </footer>
  <//>`;
}

// Turns what is done into what is done once confirmed: [ask, the dialog to draw].
export function useConfirm(draw) {
  const [asked, setAsked] = useState(null);
  const ask = (confirm, then) => (confirm ? setAsked({ confirm, then }) : then());
  const yes = () => {
    setAsked(null);
    asked.then();
  };
  const dialog = asked && html`<${Confirm} confirm=${{ ...asked.confirm, text: { drawn: draw(asked.confirm.text) } }} onYes=${yes}
    onNo=${() => setAsked(null)} />`;
  return [ask, dialog];
}

export function Spinner() {
  return html`<span class="spinner" role="status" aria-label="Working"><${Icon} name="busy" size=${16} /></span>`;
}

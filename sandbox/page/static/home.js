import { html } from "./vendor/preact.js";
import { Blocks } from "./blocks/blocks.js";
import { Icon, useAround } from "./drawing.js";
import { Surface, useSurfaceOf } from "./blocks/surface.js";

// The app's Home, as it was published for the one who looks.

export function Home({ view }) {
  const around = useAround();
  if (!view) return html`<div class="scroll home" role="tabpanel"><div class="empty"><${Icon} name="home" size=${40} />
    <h3>This is a work in progress</h3><p>${around.app.name} has not published a Home for you yet.</p></div></div>`;
  return html`<${Published} key=${view.id} view=${view} />`;
}

function Published({ view }) {
  const surface = useSurfaceOf({ kind: "home", where: { view: view.id }, blocks: view.blocks, state: view.state });
  return html`<div class="scroll home" role="tabpanel" tabindex="0" aria-label="Home"><${Surface.Provider} value=${surface}>
    <div class="home-body"><${Blocks} blocks=${view.blocks} />
      ${surface.failure && html`<p class="problem" role="alert">${surface.failure}</p>`}</div>
  <//></div>`;
}

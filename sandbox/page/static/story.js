import { html, useEffect } from "./vendor/preact.js";
import { Icon } from "./drawing.js";
import { act, go } from "./store.js";

// The day that plays itself: what happens now, in a sentence, and how to steer it. The page goes where it happens; whoever does something
// themselves has it paused, and the day waits until they let it go on.

const steer = (what) => act("story", { do: what });

export function Story({ story, resets }) {
  const { place, state, step } = story;
  useEffect(() => {
    if (place.me && state === "playing") go({ ...place, found: "" });
  }, [step, state]);
  useEffect(() => {
    if (state !== "playing") return undefined;
    const touched = (event) => !event.target.closest?.(".story") && steer("pause");
    document.addEventListener("pointerdown", touched, true);
    document.addEventListener("beforeinput", touched, true);
    return () => {
      document.removeEventListener("pointerdown", touched, true);
      document.removeEventListener("beforeinput", touched, true);
    };
  }, [state]);
  const running = state === "playing" || state === "paused";
  return html`<section class="story ${state}" aria-label="The day that plays itself">
    <p class="chapter"><${Icon} name=${state === "stuck" ? "warning" : state === "over" ? "done" : "star"} size=${16} />
      <span>${story.chapter}${story.chapters > 1 && story.number ? html` <small>${story.number} of ${story.chapters}</small>` : null}</span></p>
    <p class="sentence" role="status">${story.sentence || "A day begins."}</p>
    ${running && html`<button type="button" class="button" onClick=${() => steer(state === "paused" ? "resume" : "pause")}>
      <${Icon} name=${state === "paused" ? "play" : "pause"} size=${14} /> ${state === "paused" ? "Go on" : "Pause"}</button>
      <button type="button" class="button" onClick=${() => steer("next")}><${Icon} name="next" size=${14} /> Next</button>`}
    ${state === "over" && resets && html`<button type="button" class="button" onClick=${() => act("reset")}>
      <${Icon} name="reset" size=${14} /> Play it again</button>`}
  </section>`;
}

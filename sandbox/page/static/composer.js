import { el } from "./dom.js";
import { tell } from "./server.js";

// A box to write in, of a channel or of a thread. Enter sends, Shift+Enter begins a new line, / offers the commands.

export function composer({ place, around, name, thread = null }) {
  const box = el("textarea", { rows: 1, placeholder: thread ? "Reply…" : `Message ${name}`, "aria-label": thread ? "Reply in the thread" : `Message ${name}` });
  const status = el("p", { class: "status", role: "status", hidden: true });
  const menu = el("ul", { class: "commands", hidden: true });
  const whole = el("div", { class: "composer" }, menu, box, status);

  const say = (words, wrong = false) => {
    status.textContent = words;
    status.hidden = !words;
    status.classList.toggle("error", wrong);
  };

  const send = async () => {
    const text = box.value.trim();
    if (!text) return;
    const command = text.startsWith("/");
    box.value = "";
    box.style.height = "";
    document.getElementById("messages").dataset.channel = ""; // whoever speaks wants to see what comes of it
    offer();
    if (command) say(`${text.split(/\s/)[0]} …`);
    const answer = await tell(command ? "run" : "say", { as: place.me, channel: place.channel, text, thread });
    if (!answer.error) return say("");
    // What was typed is never lost.
    box.value = text;
    say(answer.shown || answer.error, true);
  };

  const offer = () => {
    const typed = box.value;
    const commands = /^\/\S*$/.test(typed) && !thread ? around().commands.filter((one) => one.name.startsWith(typed)) : [];
    menu.hidden = !commands.length;
    menu.replaceChildren(...commands.map((one) => el("li", {}, entry(one))));
  };

  const entry = (command) => {
    const take = () => {
      box.value = `${command.name} `;
      offer();
      box.focus();
    };
    return el("button", { type: "button", onclick: take }, el("b", {}, command.name), ` ${command.usage_hint}`, el("small", {}, command.description));
  };

  box.addEventListener("input", () => {
    offer();
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !menu.hidden) {
      event.preventDefault();
      menu.querySelector("button").click();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  return whole;
}

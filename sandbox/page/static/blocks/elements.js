import { html, useId, useState } from "../vendor/preact.js";
import { FileInput, TextInput } from "./inputs.js";
import { DatePicker, DateTimePicker, TimePicker } from "./pickers.js";
import { Spinner, useConfirm } from "../dialog.js";
import { Icon, IconButton, shapes, useAround, withEmoji } from "../drawing.js";
import { Mrkdwn, Text, draw } from "./mrkdwn.js";
import { Menu } from "../popover.js";
import { Select } from "./selects.js";
import { useSurface, useValue } from "./surface.js";

// Block elements, alive. An element outside an input block tells the app at once; one inside waits for the form, unless the block
// asks to tell (dispatch_action).

export function Element({ element, block, ...more }) {
  const around = useAround();
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(around.me.id)) return null;
  const Drawn = ELEMENTS[element.type] ?? (element.type?.endsWith("_select") ? Select : Unknown);
  return html`<${Drawn} ...${more} element=${element} block=${block} />`;
}

function Button({ element, block }) {
  const surface = useSurface();
  const [busy, setBusy] = useState(false);
  const [confirming, dialog] = useConfirm(draw);
  const press = async () => {
    if (element.url) window.open(element.url, "_blank", "noopener,noreferrer");
    setBusy(true);
    await surface.click(block, element);
    setBusy(false);
  };
  return html`<button type="button" class=${shapes("button", element.style)} aria-label=${element.accessibility_label} aria-busy=${busy}
    disabled=${busy} onClick=${() => confirming(element.confirm, press)}>
      <span class="button-text"><${Text} text=${element.text} /></span>${element.url && html`<${Icon} name="external" size=${13} />`}
        ${busy && html`<${Spinner} />`}
    </button>${dialog}`;
}

function Overflow({ element, block }) {
  const [, change] = useValue(element, block);
  const [confirming, dialog] = useConfirm(draw);
  const take = (option) => {
    if (option.url) window.open(option.url, "_blank", "noopener,noreferrer");
    change(option, true);
  };
  const items = element.options.map((option) => ({ label: draw(option.text), detail: option.description?.text, act: () => confirming(element.confirm, () => take(option)) }));
  return html`<${Menu} label="More options" icon="more" items=${items} class="button overflow" />${dialog}`;
}

function Options({ element, block, id: field }) {
  const [value, change] = useValue(element, block);
  const [confirming, dialog] = useConfirm(draw);
  const id = useId();
  const many = element.type === "checkboxes";
  const same = (one, other) => one?.value === other?.value && one?.text?.text === other?.text?.text;
  const chosen = (option) => (many ? value.some((one) => same(one, option)) : same(value, option));
  const toggle = (option) => (many ? (chosen(option) ? value.filter((one) => !same(one, option)) : element.options.filter((one) => chosen(one) || same(one, option))) : option);
  return html`<div class="options" role=${many ? "group" : "radiogroup"} aria-labelledby=${field ? `${field}-label` : null}
    aria-label=${field ? null : "Options"}>
    ${element.options.map((option, at) => html`<label class="option">
      <input type=${many ? "checkbox" : "radio"} name=${id} checked=${chosen(option)} autofocus=${element.focus_on_load && !at}
        onChange=${(event) => {
        event.target.checked = chosen(option);
        confirming(element.confirm, () => change(toggle(option)));
      }} />
      <span><${Text} text=${option.text} />${option.description && html`<small><${Text} text=${option.description} /></small>`}</span>
    </label>`)}
  </div>${dialog}`;
}

function FeedbackButtons({ element, block }) {
  const surface = useSurface();
  const [given, setGiven] = useState("");
  const side = (name, icon) => {
    const one = element[name];
    const press = () => {
      setGiven(name);
      surface.click(block, element, { value: one.value });
    };
    return html`<button type="button" class="icon-button feedback ${given === name ? "given" : ""}" aria-pressed=${given === name}
      title=${one.text.text} aria-label=${one.accessibility_label ?? one.text.text} onClick=${press}><${Icon} name=${icon} size=${16} /></button>`;
  };
  return html`${side("positive_button", "thumbsup")}${side("negative_button", "thumbsdown")}`;
}

function Iconic({ element, block }) {
  const surface = useSurface();
  const [confirming, dialog] = useConfirm(draw);
  return html`<${IconButton} name=${element.icon === "trash" ? "trash" : element.icon} size=${16}
    label=${element.accessibility_label ?? element.text?.text} onClick=${() => confirming(element.confirm, () => surface.click(block, element))} />${dialog}`;
}

// Pictures from elsewhere would leave this machine: their description and address are shown. Those of the workspace are drawn.
export function Picture({ image, large = false }) {
  const around = useAround();
  const file = image.slack_file?.id ?? /\/files\/(?:[^/]+\/)?(F\w+)/.exec(image.slack_file?.url ?? "")?.[1];
  const address = file ? `/page/file/${file}?as=${around.me.id}` : image.image_url;
  if (file || address?.startsWith(location.origin)) return html`<img class=${large ? "picture" : "thumb"} src=${address}
    alt=${image.alt_text} title=${image.alt_text} />`;
  return html`<a class=${large ? "picture elsewhere" : "thumb elsewhere"} href=${/^https?:/i.test(address ?? "") ? address : null}
    target="_blank" rel="noopener noreferrer" title=${address}>
    <${Icon} name="image" size=${large ? 28 : 18} /><span>${image.alt_text}</span>
  </a>`;
}

function Unknown({ element }) {
  return html`<span class="unknown">${element.type}: ${element.text?.text ?? ""}</span>`;
}

const ELEMENTS = {
  mrkdwn: ({ element }) => html`<span class="text"><${Mrkdwn} text=${element.text} verbatim=${element.verbatim} /></span>`,
  plain_text: ({ element }) => html`<span class="text">${withEmoji(element.text)}</span>`,
  image: ({ element }) => html`<${Picture} image=${element} />`,
  button: Button,
  workflow_button: Button,
  overflow: Overflow,
  radio_buttons: Options,
  checkboxes: Options,
  feedback_buttons: FeedbackButtons,
  icon_button: Iconic,
  datepicker: DatePicker,
  timepicker: TimePicker,
  datetimepicker: DateTimePicker,
  file_input: FileInput,
  plain_text_input: TextInput,
  rich_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: TextInput,
};

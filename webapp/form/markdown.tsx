import { micromark } from 'micromark';

/** A text in Markdown. HTML in it is shown as text, and links with unsafe schemes are dropped, as micromark does by default. */
export default function Markdown({ text }: { text: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: micromark escapes HTML.
  return <div className="markdown" dir="auto" dangerouslySetInnerHTML={{ __html: micromark(text) }} />;
}

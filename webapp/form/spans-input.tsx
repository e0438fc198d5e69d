import { useRef, useState } from 'react';
import { texts } from '../worker/texts.ts';
import type { Span } from './answers.ts';
import type { QuestionProps } from './question-props.ts';
import { partsOf, withSpan, wordsOf } from './spans.ts';

/** The place of a position in the DOM within the text of an element, in UTF-16 code units. */
function placeIn(element: Element, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** Parts of a text, each with a label: chosen by selecting, or word by word with the keyboard. */
export default function SpansInput(props: QuestionProps & { spans: readonly Span[] }) {
  const { question, item, spans, onAnswer, describedBy } = props;
  const text = String(item[question.of ?? ''] ?? '');
  const element = useRef<HTMLParagraphElement>(null);
  const [label, setLabel] = useState(question.labels[0] ?? '');

  const mark = (start: number, end: number) => onAnswer(withSpan(text, spans, { start, end, label }));
  const remove = (span: Span) => onAnswer(spans.filter((one) => one !== span));

  function markSelection() {
    const selection = window.getSelection();
    const { current } = element;
    if (!current || !selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
    if (!current.contains(startContainer) || !current.contains(endContainer)) return;
    mark(placeIn(current, startContainer, startOffset), placeIn(current, endContainer, endOffset));
    selection.removeAllRanges();
  }

  return (
    <div className="spans">
      <p className="quiet">{texts.spansHelp}</p>
      <div className="labels">
        {question.labels.map((one, n) => (
          <label key={one} className={`option span-${n % 6}`}>
            <input
              type="radio"
              name={question.key}
              value={one}
              checked={one === label}
              onChange={() => setLabel(one)}
              aria-describedby={describedBy}
            />
            <span className="option-label">{one}</span>
          </label>
        ))}
      </div>
      <p className="text marked" dir="auto" ref={element} onPointerUp={markSelection}>
        {partsOf(text, spans).map((part) =>
          part.span ? (
            <mark key={part.start} className={`span-${question.labels.indexOf(part.span.label) % 6}`}>
              {part.text}
            </mark>
          ) : (
            <Words key={part.start} part={part} onMark={mark} />
          ),
        )}
      </p>
      <MarkedSpans spans={spans} onRemove={remove} />
    </div>
  );
}

/** Unmarked text, of which each word can be reached and marked with the keyboard. */
function Words(props: { part: { start: number; text: string }; onMark: (start: number, end: number) => void }) {
  const { part, onMark } = props;
  let at = 0;
  const words = wordsOf(part.text);
  // Blanks between two marks have no word, and belong to the text all the same.
  if (words.length === 0) return part.text;
  return words.flatMap(({ start, end }, n, all) => {
    const gap = part.text.slice(at, start);
    at = end;
    const rest = n === all.length - 1 ? part.text.slice(end) : '';
    return [
      gap,
      // biome-ignore lint/a11y/useSemanticElements: text in a button cannot be selected.
      <span
        key={start}
        role="button"
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          onMark(part.start + start, part.start + end);
        }}
        onClick={() => {
          // A tap, or a screen reader: nothing is selected.
          if (window.getSelection()?.isCollapsed !== false) onMark(part.start + start, part.start + end);
        }}
      >
        {part.text.slice(start, end)}
      </span>,
      rest,
    ];
  });
}

function MarkedSpans({ spans, onRemove }: { spans: readonly Span[]; onRemove: (span: Span) => void }) {
  if (spans.length === 0) return <p className="quiet">{texts.noSpans}</p>;
  return (
    <ul className="span-list">
      {spans.map((span) => (
        <li key={span.start}>
          <span dir="auto">
            <b>{span.label}</b> {span.text}
          </span>
          <button
            type="button"
            className="plain"
            onClick={() => onRemove(span)}
            aria-label={`${texts.remove}: ${span.text}`}
          >
            {texts.remove}
          </button>
        </li>
      ))}
    </ul>
  );
}

import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { beginningOf, piecesOf } from './pieces.ts';
import style from './text.module.css';

const defaultMaxLetters = 4000;

type Props = {
  text: string;
  /** Whether it is a paragraph with line breaks, and a button that shows all of a long text. */
  block?: boolean;
  /** How many characters are shown; a block has a button for the rest. */
  maxLetters?: number;
};

/** Text of users or workers, shown safely: as plain text, in its own direction, and shortened. */
export function ForeignText({ text, block = false, maxLetters = defaultMaxLetters }: Props) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? { text, isCut: false } : beginningOf(text, maxLetters);
  const parts = piecesOf(shown.text).map((piece, at) =>
    piece.isMark ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places.
      <span key={at} className={style.mark} title="An invisible character">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
  return (
    <>
      <bdi className={`${style.foreign} ${block ? style.block : ''}`}>
        {parts}
        {shown.isCut && '…'}
      </bdi>
      {shown.isCut && block && (
        <>
          {' '}
          <Anchor component="button" type="button" size="sm" underline="always" onClick={() => setWhole(true)}>
            Show all {text.length.toLocaleString('en')} characters
          </Anchor>
        </>
      )}
    </>
  );
}

import { type PointerEvent, type RefObject, useRef } from 'react';

/** The side of the paper, in pixels; the model reads a smaller picture of it. */
const side = 280;
const penWidth = 18;

type Props = { canvas: RefObject<HTMLCanvasElement | null>; isOff: boolean };

/** Paper to draw on, with a finger, a pen or a mouse. */
export function Drawing({ canvas, isOff }: Props) {
  const last = useRef<{ x: number; y: number }>(null);

  function at({ clientX, clientY }: PointerEvent) {
    const { left, top, width, height } = canvas.current!.getBoundingClientRect();
    return { x: ((clientX - left) * side) / width, y: ((clientY - top) * side) / height };
  }
  function lineTo(point: { x: number; y: number }) {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const from = last.current ?? point;
    Object.assign(context, { lineWidth: penWidth, lineCap: 'round', strokeStyle: '#000' });
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(point.x, point.y);
    context.stroke();
    last.current = point;
  }
  function begin(event: PointerEvent) {
    if (isOff) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = null;
    lineTo(at(event));
  }
  const draw = (event: PointerEvent) => {
    if (!isOff && event.buttons > 0) lineTo(at(event));
  };
  const clear = () => canvas.current?.getContext('2d')?.clearRect(0, 0, side, side);

  return (
    <div className="paper">
      <canvas
        ref={canvas}
        width={side}
        height={side}
        role="img"
        aria-label="Your drawing"
        onPointerDown={begin}
        onPointerMove={draw}
      />
      <button type="button" disabled={isOff} onClick={clear}>
        Clear
      </button>
    </div>
  );
}

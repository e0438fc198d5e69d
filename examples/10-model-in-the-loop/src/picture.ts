/** The side of the pictures that the model reads, in pixels. */
const side = 28;
/** A digit fills a box of this side, and its centre of mass is in the middle: so are the digits with which the model was trained. */
const box = 20;

type Bounds = { left: number; top: number; width: number; height: number };

/** The part of a drawing that has ink, if any; `alpha` is the ink of each pixel. */
function inkIn(alpha: (x: number, y: number) => number, width: number, height: number): Bounds | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (alpha(x, y) === 0) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The ink of each pixel of a canvas, from 0 to 255. */
function inkOf(canvas: HTMLCanvasElement): (x: number, y: number) => number {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
  return (x, y) => data[(y * width + x) * 4 + 3] ?? 0;
}

/** A drawing as the model reads it: 28 × 28 pixels, row by row, from 0 (paper) to 255 (ink); all 0 without ink. */
export function pictureOf(drawing: HTMLCanvasElement): number[] {
  const bounds = inkIn(inkOf(drawing), drawing.width, drawing.height);
  if (!bounds) return Array.from({ length: side * side }, () => 0);
  const { left, top, width, height } = bounds;
  const scale = box / Math.max(width, height);
  const draw = (x: number, y: number) => {
    const small = Object.assign(document.createElement('canvas'), { width: side, height: side });
    const context = small.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(drawing, left, top, width, height, x, y, width * scale, height * scale);
    return inkOf(small);
  };
  const [x, y] = [(side - width * scale) / 2, (side - height * scale) / 2];
  const centre = centreOf(draw(x, y));
  const ink = draw(x + side / 2 - centre.x, y + side / 2 - centre.y);
  return Array.from({ length: side * side }, (_, at) => ink(at % side, Math.floor(at / side)));
}

function centreOf(ink: (x: number, y: number) => number): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const here = ink(column, row);
      mass += here;
      x += here * (column + 0.5);
      y += here * (row + 0.5);
    }
  }
  return mass === 0 ? { x: side / 2, y: side / 2 } : { x: x / mass, y: y / mass };
}

// Classifies a folder of images: node classify.js MODEL IMAGES [THREADS] [BATCH]. Prints "path<tab>class" lines.
//
// Written to be fast: a worker thread a core, each with a session of its own of one thread; libvips keeps to one thread an image, without its cache; JPEGs are shrunk while they are decoded (sharp's
// default); pixels are normalised by a table into memory that is used again; and while a batch runs, the next one is being decoded.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const resize = 256;
const crop = 224;
const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

if (isMainThread) {
  const [model, images, threads = String(availableParallelism()), batch = '4'] = process.argv.slice(2);
  const files = readdirSync(images, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.JPEG'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const next = new Int32Array(new SharedArrayBuffer(4));
  const classes = new Int32Array(new SharedArrayBuffer(4 * files.length));
  const workers = Array.from({ length: Number(threads) }, () => new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { model, files, next, classes, batch: Number(batch) } });
    worker.once('message', resolve);
    worker.once('error', reject);
  }));
  await Promise.all(workers);
  process.stdout.write(files.map((file, i) => `${relative(images, file)}\t${classes[i]}\n`).join(''));
} else {
  const { default: sharp } = await import('sharp');
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  sharp.concurrency(1);
  sharp.cache(false);
  const { model, files, next, classes, batch } = workerData;
  const session = await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  const tables = mean.map((m, channel) => Float32Array.from({ length: 256 }, (_, value) => (value / 255 - m) / std[channel]));

  const decode = async (file, pixels, offset) => {
    const image = sharp(file, { failOn: 'error' });
    const { width, height } = await image.metadata();
    const short = Math.min(width, height);
    const [w, h] = width <= height ? [resize, Math.trunc((resize * height) / short)] : [Math.trunc((resize * width) / short), resize];
    const raw = await image
      .resize(w, h, { fit: 'fill', kernel: 'linear' })
      .extract({ left: Math.round((w - crop) / 2), top: Math.round((h - crop) / 2), width: crop, height: crop })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    const plane = crop * crop;
    const [red, green, blue] = tables;
    for (let i = 0, from = 0, to = offset; i < plane; i++, from += 3, to++) {
      pixels[to] = red[raw[from]];
      pixels[to + plane] = green[raw[from + 1]];
      pixels[to + 2 * plane] = blue[raw[from + 2]];
    }
  };

  const buffers = [0, 1].map(() => new Float32Array(batch * 3 * crop * crop));
  const prepare = async (buffer) => {
    const taken = [];
    while (taken.length < batch) {
      const i = Atomics.add(next, 0, 1);
      if (i >= files.length) {
        break;
      }

      taken.push(i);
    }

    await Promise.all(taken.map((i, row) => decode(files[i], buffer, row * 3 * crop * crop)));
    return taken;
  };

  let turn = 0;
  let taken = await prepare(buffers[turn]);
  while (taken.length > 0) {
    const pixels = buffers[turn].subarray(0, taken.length * 3 * crop * crop);
    turn = 1 - turn;
    const [{ [output]: scores }, following] = await Promise.all([
      session.run({ [input]: new Tensor('float32', pixels, [taken.length, 3, crop, crop]) }),
      prepare(buffers[turn]),
    ]);
    const width = scores.dims[1];
    taken.forEach((i, row) => {
      let best = 0;
      for (let c = 1; c < width; c++) {
        if (scores.data[row * width + c] > scores.data[row * width + best]) {
          best = c;
        }
      }

      classes[i] = best;
    });
    taken = following;
  }

  await session.release();
  parentPort.postMessage('done');
}

/**
 * Runs the two sides of a comparison in turns, so that what the machine does beside meets both, and gives
 * `{ours, theirs}`, the results of each in the order of the rounds. The first round of `warmUps` is thrown away.
 */
export function runPairs({ rounds, warmUps = 0, ours, theirs }) {
  const results = { ours: [], theirs: [] };
  for (let round = -warmUps; round < rounds; round++) {
    // Whoever comes second finds warmer caches: they take turns in that, too.
    const order = round % 2 === 0 ? ['ours', 'theirs'] : ['theirs', 'ours'];
    for (const side of order) {
      const result = { ours, theirs }[side](round);
      if (round >= 0) results[side].push(result);
    }
  }
  return results;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * A line of a report: the ratio of the two sides' medians, and between which ratios the rounds lay.
 * `target` is the ratio that must not be passed; absent where none was set.
 */
export function compare(what, { ours, theirs }, target, measureOf) {
  const [own, other] = [ours.map(measureOf), theirs.map(measureOf)];
  const ratios = own.map((value, round) => value / other[round]);
  const ratio = median(own) / median(other);
  return {
    what,
    ours: seconds(median(own)),
    theirs: seconds(median(other)),
    ratio: ratio.toFixed(2),
    spread: `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`,
    ...verdict(target === undefined ? undefined : `≤ ${target}`, ratio <= target),
  };
}

/** Whether a target was met, in words; a line without a target has no verdict. */
export function verdict(target, met) {
  return target === undefined ? { target: '–', met: '–' } : { target, met: met ? 'yes' : 'no' };
}

export function seconds(value) {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
}

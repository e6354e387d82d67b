import { deviceNames, type DeviceName } from '../device.js';
import { probe, type ProbeAnswer } from './probe.js';

/** What the doctor says of one device. */
export type DeviceReport = ProbeAnswer & { readonly name: DeviceName };

/**
 * Really starts each device, in a process of its own, multiplies two matrices on it and times that.
 *
 * Installs nothing. A device that does not work comes with the problem and what to do about it.
 *
 * @example
 * ```ts
 * for (const report of await doctor()) {
 *   console.log(report.name, report.works ? report.description : report.remedy);
 * }
 * ```
 */
export async function doctor(names: readonly DeviceName[] = deviceNames): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = [];
  // One after the other: side by side they would take each other's time.
  for (const name of names) reports.push({ name, ...(await probe({ device: name })) });
  return reports;
}

/** A report as lines for people: the device, its speed, or what to do. */
export function describeReport(report: DeviceReport): string {
  if (!report.works) return `✗ ${report.name}: ${report.problem}\n    ${report.remedy}`;
  const speed = (2 * report.size ** 3) / report.milliseconds / 1e6;
  const product = `matMul ${report.size}³ in ${report.milliseconds.toFixed(1)} ms, ${Number(speed.toPrecision(2))} GFLOP/s`;
  return `✓ ${report.name}: ${report.description}\n    ${product}`;
}

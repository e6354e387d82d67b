import { describeReport, type DeviceReport, deviceNames, doctor } from '@outrageous/backends';

/** Tries every device, one after the other; each report is shown as soon as it is there. */
export async function examineDevices(json: boolean): Promise<void> {
  const devices: DeviceReport[] = [];
  for (const name of deviceNames) {
    const [report] = await doctor([name]);
    devices.push(report);
    process.stderr.write(`${describeReport(report)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ devices }, null, 2)}\n`);
}

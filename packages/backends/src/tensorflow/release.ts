/** One wheel of the Python Package Index that is downloaded for the libraries inside it. */
export interface Wheel {
  /** Requirement as pip reads it, such as `tensorflow-cpu==2.21.0`. */
  readonly requirement: string;
  /** SHA-256 of the file; where it is left out, pip's own check against the index has to do. */
  readonly sha256?: string;
  /** Size of the file in bytes, for the progress bar. */
  readonly bytes: number;
}

/** Which build of TensorFlow is wanted, for which machine. */
export interface Build {
  readonly cuda: boolean;
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
}

/** The release of TensorFlow that is downloaded, and that the tests ran with. */
export const tensorflowVersion = '2.21.0';

/**
 * Interpreter and platform that the wheels are made for.
 *
 * The libraries inside do not depend on the interpreter, so one wheel serves whatever Python is installed.
 */
export const wheelTarget = {
  implementation: 'cp',
  pythonVersion: '3.11',
  abi: 'cp311',
  platforms: ['manylinux_2_27_x86_64', 'manylinux2014_x86_64', 'manylinux_2_17_x86_64'],
} as const;

const cpuWheel: Wheel = {
  requirement: `tensorflow-cpu==${tensorflowVersion}`,
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
};

const cudaWheel: Wheel = {
  requirement: `tensorflow==${tensorflowVersion}`,
  sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
  bytes: 572_440_367,
};

/** CUDA 12 as TensorFlow's own extra `and-cuda` asks for it; sizes are approximate. */
const nvidiaWheels: readonly Wheel[] = [
  { requirement: 'nvidia-cublas-cu12>=12.5.3.2,<13.0', bytes: 581_000_000 },
  { requirement: 'nvidia-cuda-cupti-cu12>=12.5.82,<13.0', bytes: 10_000_000 },
  { requirement: 'nvidia-cuda-nvcc-cu12>=12.5.82,<13.0', bytes: 40_000_000 },
  { requirement: 'nvidia-cuda-nvrtc-cu12>=12.5.82,<13.0', bytes: 90_000_000 },
  { requirement: 'nvidia-cuda-runtime-cu12>=12.5.82,<13.0', bytes: 4_000_000 },
  { requirement: 'nvidia-cudnn-cu12>=9.3.0.75,<10.0', bytes: 650_000_000 },
  { requirement: 'nvidia-cufft-cu12>=11.2.3.61,<12.0', bytes: 193_000_000 },
  { requirement: 'nvidia-curand-cu12>=10.3.6.82,<11.0', bytes: 68_000_000 },
  { requirement: 'nvidia-cusolver-cu12>=11.6.3.83,<12.0', bytes: 340_000_000 },
  { requirement: 'nvidia-cusparse-cu12>=12.5.1.3,<13.0', bytes: 366_000_000 },
  { requirement: 'nvidia-nccl-cu12>=2.27.7,<3.0', bytes: 320_000_000 },
  { requirement: 'nvidia-nvjitlink-cu12>=12.5.82,<13.0', bytes: 40_000_000 },
];

/** The wheels of a build, TensorFlow's own first. */
export function wheelsOf(build: Build): readonly Wheel[] {
  return build.cuda ? [cudaWheel, ...nvidiaWheels] : [cpuWheel];
}

/** Why a build cannot be downloaded for this machine, or undefined where it can. */
export function whyNoDownload({ platform, arch }: Build): string | undefined {
  if (platform === 'linux' && arch === 'x64') return undefined;
  return `TensorFlow is set up by itself on Linux with an x64 processor only, and this machine is ${platform} on ${arch}`;
}

/** Name of a build's folder in the cache. */
export function buildName({ cuda, platform, arch }: Build): string {
  return `${tensorflowVersion}-${cuda ? 'cuda' : 'cpu'}-${platform}-${arch}`;
}

/** One wheel of the Python Package Index that is downloaded for the libraries inside it. */
export interface Wheel {
  /** Requirement as pip reads it, such as `tensorflow-cpu==2.21.0`. */
  readonly requirement: string;
  /** SHA-256 of the file, which pip checks. */
  readonly sha256: string;
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
const tensorflowVersion = '2.21.0';

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

/** CUDA 12, in releases within the ranges that TensorFlow's own extra `and-cuda` asks for. */
const nvidiaWheels: readonly Wheel[] = [
  {
    requirement: 'nvidia-cublas-cu12==12.9.3.13',
    sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
    bytes: 581_217_458,
  },
  {
    requirement: 'nvidia-cuda-cupti-cu12==12.8.90',
    sha256: 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
    bytes: 10_248_621,
  },
  {
    requirement: 'nvidia-cuda-nvcc-cu12==12.9.86',
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    bytes: 40_546_229,
  },
  {
    requirement: 'nvidia-cuda-nvrtc-cu12==12.9.86',
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    bytes: 89_568_129,
  },
  {
    requirement: 'nvidia-cuda-runtime-cu12==12.9.79',
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    bytes: 3_493_179,
  },
  {
    requirement: 'nvidia-cudnn-cu12==9.28.0.42',
    sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
    bytes: 716_538_495,
  },
  {
    requirement: 'nvidia-cufft-cu12==11.4.1.4',
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    bytes: 200_877_592,
  },
  {
    requirement: 'nvidia-curand-cu12==10.3.10.19',
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    bytes: 68_295_626,
  },
  {
    requirement: 'nvidia-cusolver-cu12==11.7.5.82',
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    bytes: 338_117_415,
  },
  {
    requirement: 'nvidia-cusparse-cu12==12.5.10.65',
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    bytes: 366_465_088,
  },
  {
    requirement: 'nvidia-nccl-cu12==2.32.3',
    sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
    bytes: 351_526_311,
  },
  {
    requirement: 'nvidia-nvjitlink-cu12==12.9.86',
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    bytes: 39_748_338,
  },
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

import type { JWK } from 'jose';

/**
 * The private key of client 2003, whose UserInfo responses are encrypted. Whoever plays this client decrypts with it, so
 * it is as public as everything else here.
 */
export const PAGE_ENCRYPTION_KEY: JWK = {
  kid: 'page',
  use: 'enc',
  alg: 'RSA-OAEP-256',
  kty: 'RSA',
  n: 'wYgo7wSpk213A0N8xc7fdt1OuXYfQUJRchxnygaM26--8ssdsl3shoOssO741o0chCoail_4hziM5tzvge7B21QG2TEsnNtwiErG88ynuMIqTMMTq5gweuqGRkoiJjMKmb76XZbD4iyO0k0VIrWdBK6W9tIu06K2tj16z6KTM-IM2_n9tSbgjOrQQpstC-ztkkhrbDSsFQ-hYUymW4Eb0DHhlC3xzgQDCqJGE0boR3JVv-HZB20grSjUwSOewSZsvSHPLi2xbxVGc3lOM6drxq0Xq-9QEESHjBJuBz-0FM_6QuePFNRnz7DWv3UzOQTPnsz2AJrPvyfJ2sz6xuTZXQ',
  e: 'AQAB',
  d: 'WWp2-yPs02ROie_67IutvIX4kwCr5SNmbPIJ1BIdr3yuHRBSWrBBkU6yEZd_2eUdqUSouYko0xUCKMIoWKB-6b6TYXLyWVCb2CSwckD6twbis0-oPW5V69yCiGRFDeAkRC-0DlyTiWKr5CdgHgbKErk1n7kxkG-LunyCSv-iwmOeqQ2ZrykIhceTaT4JIQr3TbL1XemYDLLPH2D44fi-gk8OLVOKDrzKTV6YttwRu80sYe4QhahsKIT-PFCnuw3eeL0tfShHWZ5QtvhRs1vm7AZrMMTJ6rpRsIT8xgfUClR6blW2NmwT6JxTbNqV_W69Us-ed3EIPhGeukEf8AEF4w',
  p: '84U9MTCNa5g1_GDshYrqufSM8V0jYuSNGcg_IiycTHxMFy3GjJmraLvt2S9IUAFYfnO3nMqlTR5eDGCb-zIjlF4myLPtzKbgmn4BUCw-ZtX7Py0bKVpOeqyZtkeoCxFXS1lguk_JQHzUyPMU7ixQ_uIt6sWrLs54f7FMnWqqxXM',
  q: 'y3MeBSlOIjMwYY1RnfzXgM4Pheegl1Hjw05_6Jtiy7Vu49UUrUXoU2f2shzbhkVbk_KUsyc543PuQYQE0AT4-5RCjaAKCtHsQWukYa1bBk1Q2U9I3oANhmvd1yCbkeFqkO8UgygabrQ3VVOgu53Eo0azowgLNuB2KfbGePjGse8',
  dp: 'FSZxViBdaAbkSXMxl7elA1mWFDB-rkwjZSXbNeCiApKZGTpEkFmYZZRM6BwPL8OuJ-1s-RUwni4RBQovAfYs2OoEfFIESU4FG-Xtv0TYdp4HIEmOnlzVjBoJj6dRlQSAjG7K0-OyGwO8h2d1XepDbp--VTGt2HbeSFjhyppFErk',
  dq: 'flpqZI44pmjgPVXFQLeNJ8PSRDmMtS34pI2WRuJqQ1XVHs5xXwOxvEsvHYNqm0NsEsBvtaxA-ZBAgpP5YTAVajmz871XP00My7yMhNVjWNCfy7a_7N_ehoNrbXYk6D71LjotpR88-1AVpXqgsqTTQQxh-HjAbj6NZJaMwQjQbiU',
  qi: 'QOLz3OoY5qPcdiMqGv5Rysjx5sVt56lRiQ2bQQTpS0FRE7ulNFt9bLky-lY6Ri73w4qky-q-l6SRE6kpqtRDPICv4AdiNoZTEygWfz8SMBQ5xt9YT7wk6RPGh30_G6JqZ6BwuB6SswmdLahC-TPYJYnSXBpQwUJFIiveMIO1cQo',
};

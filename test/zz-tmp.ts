import { FAMILIES, generateScript } from "./otp/conformance/generate.ts";
import { outcomesOnHeddle } from "./otp/conformance/outcomes.ts";
for (const family of FAMILIES) for (const time of ["lazy","competing"] as const) {
  const counts: number[] = []; let incomplete = 0; const t=Date.now(); const fails=new Map<string,string>();
  for (let i=0;i<30;i++){ const s=generateScript(family,i); try { const r=await outcomesOnHeddle(s,{executions:3000,time}); counts.push(r.executions); if(!r.isComplete) incomplete++; for(const k of r.outcomes.keys()) if(k.startsWith("failure")) fails.set(k.slice(0,300), s.id);} catch(e){fails.set(String(e).slice(0,300),s.id);} }
  console.log(family,time,"incomplete",incomplete,"execs",counts.reduce((a,b)=>a+b,0),Date.now()-t,"ms",fails);
}

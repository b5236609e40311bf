{{/* What the schema cannot say: values that contradict each other, or belong elsewhere. All faults are told together, each with the sentence that mends it. */}}
{{- define "ghostnet.validate" -}}
{{- $faults := concat
  (include "ghostnet.faults.misplaced" . | fromJsonArray)
  (include "ghostnet.faults.storage" . | fromJsonArray)
  (include "ghostnet.faults.redis" . | fromJsonArray)
  (include "ghostnet.faults.tls" . | fromJsonArray)
  (include "ghostnet.faults.telemetry" . | fromJsonArray)
  (include "ghostnet.faults.silos" . | fromJsonArray)
  (include "ghostnet.faults.settings" . | fromJsonArray) -}}
{{- if $faults -}}
{{- fail (printf "\n\nThe values cannot be used:\n  * %s\n" (join "\n  * " $faults)) -}}
{{- end -}}
{{- end -}}

{{/* Values that other charts have at the top, or that this one had; the schema lets them pass, so that this can say where they belong. */}}
{{- define "ghostnet.faults.misplaced" -}}
{{- $faults := list -}}
{{- $places := dict
  "replicaCount" "set coordinator.replicas and modelHost.replicas"
  "resources" "set coordinator.resources and modelHost.resources"
  "tolerations" "set coordinator.tolerations and modelHost.tolerations"
  "nodeSelector" "set coordinator.nodeSelector, and nodeLabels of a pool in modelHost.pools"
  "autoscaling" "set autoscaling of a pool in modelHost.pools"
  "securityContext" "the pods' is that of the restricted pod security standard; only runAsUser may be set" -}}
{{- range $key, $place := $places -}}
{{- if hasKey $.Values $key -}}
{{- $faults = append $faults (printf "%s is no value of this chart: %s." $key $place) -}}
{{- end -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

{{- define "ghostnet.faults.storage" -}}
{{- $faults := list -}}
{{- $storage := .Values.storage -}}
{{- $byUrl := hasPrefix "https://" $storage.ledger -}}
{{- if eq $storage.auth "workloadIdentity" -}}
  {{- if not $byUrl -}}
  {{- $faults = append $faults (printf "storage.ledger is %s, which does not name the account, and with storage.auth: workloadIdentity nothing else does: set https://account.blob.core.windows.net/container." $storage.ledger) -}}
  {{- end -}}
  {{- if not $storage.workloadIdentity.clientId -}}
  {{- $faults = append $faults "storage.auth is workloadIdentity, and storage.workloadIdentity.clientId is empty: set the client id of the managed identity." -}}
  {{- end -}}
  {{- if not .Values.serviceAccount.create -}}
  {{- $faults = append $faults "storage.auth is workloadIdentity, whose client id is an annotation of the service account, and serviceAccount.create is false: let the chart create it." -}}
  {{- end -}}
{{- else -}}
  {{- if $byUrl -}}
  {{- $faults = append $faults (printf "storage.ledger is the address %s, for which a %s would not be used: set azure:container[/prefix], or storage.auth: workloadIdentity." $storage.ledger $storage.auth) -}}
  {{- end -}}
  {{- if not (get $storage $storage.auth).existingSecret -}}
  {{- $faults = append $faults (printf "storage.auth is %s, and storage.%s.existingSecret is empty: name the secret that has it." $storage.auth $storage.auth) -}}
  {{- end -}}
  {{- if and (eq $storage.auth "sas") (not $storage.sas.endpoint) -}}
  {{- $faults = append $faults "storage.auth is sas, and storage.sas.endpoint is empty: set the account's address, such as https://account.blob.core.windows.net." -}}
  {{- end -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

{{- define "ghostnet.faults.redis" -}}
{{- $faults := list -}}
{{- with .Values.redis -}}
{{- if and .enabled .external.host -}}
{{- $faults = append $faults (printf "redis.enabled is true, and redis.external.host is %s: set redis.enabled: false to use that one, or leave the host empty." .external.host) -}}
{{- end -}}
{{- if and (not .enabled) (not .external.host) -}}
{{- $faults = append $faults "redis.enabled is false, and redis.external.host is empty: silos find each other in a Redis, so name one." -}}
{{- end -}}
{{- if and .enabled (not .existingSecret) -}}
{{- $faults = append $faults "redis.existingSecret is empty: whoever reaches the Redis that comes along could join the cluster, so name a secret with a password for it." -}}
{{- end -}}
{{- if and (not .enabled) .external.user (not .existingSecret) -}}
{{- $faults = append $faults (printf "redis.external.user is %s, and redis.existingSecret is empty: name the secret with its password." .external.user) -}}
{{- end -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

{{- define "ghostnet.faults.tls" -}}
{{- $faults := list -}}
{{- $tls := .Values.tls -}}
{{- $issuer := $tls.certManager.issuer.name -}}
{{- $redis := .Values.redis -}}
{{- range $key := list "siloSecret" "clientSecret" -}}
  {{- $secret := get $tls $key -}}
  {{- if and $secret (not $tls.enabled) -}}
  {{- $faults = append $faults (printf "tls.%s is %s, and tls.enabled is false, so it would not be used: set tls.enabled: true, or leave it empty." $key $secret) -}}
  {{- else if and $tls.enabled (not $secret) (not $issuer) -}}
  {{- $faults = append $faults (printf "tls.enabled is true, and tls.%s is empty: name the secret, or an issuer of cert-manager in tls.certManager.issuer.name that makes it." $key) -}}
  {{- end -}}
{{- end -}}
{{- if and $issuer (not $tls.enabled) (not $redis.tls.enabled) -}}
{{- $faults = append $faults (printf "tls.certManager.issuer.name is %s, and there is nothing that it is asked for: set tls.enabled: true or redis.tls.enabled: true, or leave it empty." $issuer) -}}
{{- end -}}
{{- if and $issuer $tls.siloSecret $tls.clientSecret (not (and $redis.tls.enabled (not $redis.tls.existingSecret))) -}}
{{- $faults = append $faults (printf "tls.certManager.issuer.name is %s, and every secret that it could make is named as well: leave out one." $issuer) -}}
{{- end -}}
{{- if and $redis.tls.enabled (not $redis.enabled) -}}
{{- $faults = append $faults "redis.tls is for the Redis that comes along, and redis.enabled is false: set redis.external.tls: true for the external one." -}}
{{- end -}}
{{- if and $redis.tls.existingSecret (not $redis.tls.enabled) -}}
{{- $faults = append $faults (printf "redis.tls.existingSecret is %s, and redis.tls.enabled is false, so it would not be used: set it to true, or leave the secret empty." $redis.tls.existingSecret) -}}
{{- end -}}
{{- if and $redis.enabled $redis.tls.enabled (not $redis.tls.existingSecret) (not $issuer) -}}
{{- $faults = append $faults "redis.tls.enabled is true, and redis.tls.existingSecret is empty: name the secret, or an issuer of cert-manager in tls.certManager.issuer.name that makes it." -}}
{{- end -}}
{{- if and $redis.enabled $redis.external.tls -}}
{{- $faults = append $faults "redis.external.tls is for an external Redis, and redis.enabled is true: set redis.tls.enabled for the one that comes along, or redis.enabled: false." -}}
{{- end -}}
{{- if and $redis.external.authorities.existingSecret (or $redis.enabled (not $redis.external.tls)) -}}
{{- $faults = append $faults (printf "redis.external.authorities.existingSecret is %s, and no external Redis is spoken to over TLS: set redis.enabled: false and redis.external.tls: true, or leave it empty." $redis.external.authorities.existingSecret) -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

{{- define "ghostnet.faults.telemetry" -}}
{{- $faults := list -}}
{{- $metrics := .Values.metrics -}}
{{- $policy := .Values.networkPolicy -}}
{{- if not $metrics.enabled -}}
  {{- range $key := list "serviceMonitor" "rules" -}}
  {{- if (get $metrics $key).enabled -}}
  {{- $faults = append $faults (printf "metrics.%s.enabled is true, and metrics.enabled is false, so there would be no metrics: set it to true." $key) -}}
  {{- end -}}
  {{- end -}}
  {{- if $metrics.existingSecret -}}
  {{- $faults = append $faults (printf "metrics.existingSecret is %s, and metrics.enabled is false, so it would not be used: set it to true, or leave the secret empty." $metrics.existingSecret) -}}
  {{- end -}}
{{- else if and $policy.enabled (not $policy.metricsFrom) -}}
{{- $faults = append $faults "metrics.enabled is true, and networkPolicy.metricsFrom is empty, so nobody could ask for them: name who may, such as {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}." -}}
{{- end -}}
{{- if and .Values.telemetry.otlp.endpoint $policy.enabled (not $policy.telemetryTo) -}}
{{- $faults = append $faults (printf "telemetry.otlp.endpoint is %s, and networkPolicy.telemetryTo is empty, so nothing would get there: name where that is." .Values.telemetry.otlp.endpoint) -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

{{- define "ghostnet.faults.silos" -}}
{{- $faults := list -}}
{{- $names := list -}}
{{- if dig "limits" "cpu" "" .Values.coordinator.resources -}}
{{- $faults = append $faults "coordinator.resources.limits.cpu is set: it holds up the threads that answer other silos, which then take this one for dead; set requests.cpu alone." -}}
{{- end -}}
{{- range $i, $given := .Values.modelHost.pools -}}
  {{- $pool := include "ghostnet.pool" (dict "pool" $given "root" $) | fromJson -}}
  {{- $where := printf "modelHost.pools[%d] (%s)" $i $pool.name -}}
  {{- if has $pool.name $names -}}
  {{- $faults = append $faults (printf "%s has the name of another pool: give each a name of its own." $where) -}}
  {{- end -}}
  {{- $names = append $names $pool.name -}}
  {{- if dig "limits" "cpu" "" $pool.resources -}}
  {{- $faults = append $faults (printf "%s: resources.limits.cpu is set: it holds up the threads that answer other silos, which then take this one for dead; set threads: %v instead." $where $pool.resources.limits.cpu) -}}
  {{- end -}}
  {{- with $given.autoscaling -}}
    {{- if hasKey $given "replicas" -}}
    {{- $faults = append $faults (printf "%s has replicas and autoscaling, which would undo each other: leave out one." $where) -}}
    {{- end -}}
    {{- if gt (int .minReplicas) (int .maxReplicas) -}}
    {{- $faults = append $faults (printf "%s: autoscaling.minReplicas is %d, more than maxReplicas, %d: exchange them." $where (int .minReplicas) (int .maxReplicas)) -}}
    {{- end -}}
    {{- if and (hasKey . "cpuPercent") (hasKey . "queuedShards") -}}
    {{- $faults = append $faults (printf "%s: autoscaling has cpuPercent and queuedShards, and two scalers of one pool would undo each other: leave out one." $where) -}}
    {{- end -}}
    {{- if hasKey . "queuedShards" -}}
      {{- if not $.Values.keda.prometheus -}}
      {{- $faults = append $faults (printf "%s: autoscaling.queuedShards is set, and keda.prometheus is empty: set the address of the Prometheus that KEDA asks." $where) -}}
      {{- end -}}
      {{- if not $.Values.metrics.enabled -}}
      {{- $faults = append $faults (printf "%s: autoscaling.queuedShards is set, and metrics.enabled is false, so nobody would know how many there are: set it to true." $where) -}}
      {{- end -}}
      {{- if and (eq (int .minReplicas) 0) (eq (int $.Values.coordinator.replicas) 0) -}}
      {{- $faults = append $faults (printf "%s: autoscaling.minReplicas is 0, and so is coordinator.replicas, so nobody would be left to see that there is work: set one of them to 1." $where) -}}
      {{- end -}}
    {{- else if eq (int .minReplicas) 0 -}}
    {{- $faults = append $faults (printf "%s: autoscaling.minReplicas is 0, and a pool without a silo uses no CPU that could show that there is work: set it to 1, or scale by queuedShards." $where) -}}
    {{- end -}}
    {{- if and (not (hasKey . "queuedShards")) (not (dig "requests" "cpu" "" $pool.resources)) -}}
    {{- $faults = append $faults (printf "%s has autoscaling, which compares the use of CPU with resources.requests.cpu, and that is not set: set it." $where) -}}
    {{- end -}}
  {{- end -}}
  {{- $nodeLabels := default dict $pool.nodeLabels -}}
  {{- $labels := default dict $pool.labels -}}
  {{- if or (hasKey $nodeLabels "kubernetes.io/arch") (hasKey $nodeLabels "arch") (hasKey $labels "arch") -}}
  {{- $faults = append $faults (printf "%s has a label for the architecture, of which there could be two: set arch: arm64 or amd64; the silo then says arch=arm64 or arch=x64 by itself." $where) -}}
  {{- end -}}
  {{- if or (hasKey $nodeLabels "role") (hasKey $labels "role") -}}
  {{- $faults = append $faults (printf "%s has a label role, which draws coordinators to silos that have role=coordinator: choose another key." $where) -}}
  {{- end -}}
  {{- range $key, $value := $labels -}}
    {{- if hasKey $nodeLabels $key -}}
    {{- $faults = append $faults (printf "%s has %s in nodeLabels and in labels: leave it in nodeLabels, which are labels of the silo as well." $where $key) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- $faults = append $faults "serviceAccount.create is false, and serviceAccount.name is empty: name the account, or let the chart create one." -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

{{- define "ghostnet.faults.settings" -}}
{{- $faults := list -}}
{{- $places := dict "Worker__Threads" "threads of a pool" "Worker__DrainTimeout" "drainSeconds of a pool, by which the pod's grace period goes" -}}
{{- range $key, $place := $places -}}
{{- if hasKey $.Values.settings $key -}}
{{- $faults = append $faults (printf "settings.%s is made by the chart: set %s." $key $place) -}}
{{- end -}}
{{- end -}}
{{- toJson $faults -}}
{{- end -}}

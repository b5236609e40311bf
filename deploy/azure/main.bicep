// What a cluster of workers stands on in Azure, for one resource group: a network, a storage account that answers nobody else, an identity for the workers that may read and write
// two containers of it and nothing more, and AKS with amd64 nodes for Kubernetes and the coordinators, and arm64 nodes for the models. README.md has the commands.
targetScope = 'resourceGroup'

@description('Beginning of every name.')
@minLength(3)
@maxLength(12)
param name string = 'ghostnet'

@description('Where it is.')
param location string = resourceGroup().location

@description('Group in Entra ID whose members administer the cluster. There are no local accounts.')
param administrators string

@description('Who submits jobs from outside the cluster: object ids of users or groups. They may write images and jobs.')
param submitters string[] = []

@description('Addresses from which those reach the storage account and the Kubernetes API, as CIDR. Everybody else is refused, from wherever they come.')
@minLength(1)
param allowedAddresses string[]

@description('Kubernetes, such as 1.34; the default of AKS when empty.')
param kubernetesVersion string = ''

@description('Nodes for Kubernetes itself, and for the coordinators.')
param systemSize string = 'Standard_D2ds_v5'

@description('Nodes that models are pinned to, with ARM64 processors.')
param armSize string = 'Standard_D4pds_v6'

@description('At most so many of those; none when there is nothing to do.')
@minValue(1)
param armNodes int = 4

@description('Namespace and service account of the chart, which the identity is bound to.')
param kubernetesNamespace string = 'ghostnet'
param serviceAccount string = 'ghostnet'

// The ledger and models; the images.
var ledger = 'ledger'
var data = 'data'

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'nodes'
        properties: {
          addressPrefix: '10.20.0.0/20'
          serviceEndpoints: [{ service: 'Microsoft.Storage' }]
        }
      }
    ]
  }

  resource nodes 'subnets' existing = {
    name: 'nodes'
  }
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('${replace(toLower(name), '-', '')}${uniqueString(resourceGroup().id)}', 24)
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    // Nobody signs in with a key, so that none can get lost.
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
      virtualNetworkRules: [{ id: network::nodes.id, action: 'Allow' }]
      ipRules: [for address in allowedAddresses: { value: endsWith(address, '/32') ? split(address, '/')[0] : address, action: 'Allow' }]
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // What is deleted by mistake can be had back for a week. The product itself overwrites nothing.
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource ledgerContainer 'containers' = {
      name: ledger
      properties: { publicAccess: 'None' }
    }

    resource dataContainer 'containers' = {
      name: data
      properties: { publicAccess: 'None' }
    }
  }
}

resource workers 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-workers'
  location: location

  // Whoever has a token of this service account of this cluster is the identity: no secret is anywhere.
  resource federation 'federatedIdentityCredentials' = {
    name: 'chart'
    properties: {
      issuer: cluster.properties.oidcIssuerProfile.issuerURL
      subject: 'system:serviceaccount:${kubernetesNamespace}:${serviceAccount}'
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

// Built-in roles.
resource writes 'Microsoft.Authorization/roleDefinitions@2022-04-01' existing = {
  scope: subscription()
  name: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor
}

resource reads 'Microsoft.Authorization/roleDefinitions@2022-04-01' existing = {
  scope: subscription()
  name: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' // Storage Blob Data Reader
}

// On each container and not on the account: another container of it is out of reach.
resource workersWriteLedger 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::ledgerContainer.id, workers.id, writes.id)
  scope: account::blobs::ledgerContainer
  properties: { roleDefinitionId: writes.id, principalId: workers.properties.principalId, principalType: 'ServicePrincipal' }
}

resource workersReadData 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::dataContainer.id, workers.id, reads.id)
  scope: account::blobs::dataContainer
  properties: { roleDefinitionId: reads.id, principalId: workers.properties.principalId, principalType: 'ServicePrincipal' }
}

resource submittersWriteLedger 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for submitter in submitters: {
    name: guid(account::blobs::ledgerContainer.id, submitter, writes.id)
    scope: account::blobs::ledgerContainer
    properties: { roleDefinitionId: writes.id, principalId: submitter }
  }
]

resource submittersWriteData 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for submitter in submitters: {
    name: guid(account::blobs::dataContainer.id, submitter, writes.id)
    scope: account::blobs::dataContainer
    properties: { roleDefinitionId: writes.id, principalId: submitter }
  }
]

resource cluster 'Microsoft.ContainerService/managedClusters@2025-01-01' = {
  name: name
  location: location
  identity: { type: 'SystemAssigned' }
  sku: { name: 'Base', tier: 'Standard' }
  properties: {
    dnsPrefix: name
    kubernetesVersion: empty(kubernetesVersion) ? null : kubernetesVersion
    disableLocalAccounts: true
    enableRBAC: true
    aadProfile: { managed: true, enableAzureRBAC: false, adminGroupObjectIDs: [administrators] }
    apiServerAccessProfile: { authorizedIPRanges: allowedAddresses }
    oidcIssuerProfile: { enabled: true }
    securityProfile: { workloadIdentity: { enabled: true } }
    autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' }
    // The chart's network policies are enforced by Cilium.
    networkProfile: { networkPlugin: 'azure', networkPluginMode: 'overlay', networkDataplane: 'cilium', networkPolicy: 'cilium' }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: systemSize
        osSKU: 'AzureLinux'
        count: 2
        availabilityZones: ['1', '2', '3']
        vnetSubnetID: network::nodes.id
      }
    ]
  }

  resource arm 'agentPools' = {
    name: 'arm64'
    properties: {
      mode: 'User'
      vmSize: armSize
      osSKU: 'AzureLinux'
      enableAutoScaling: true
      minCount: 0
      maxCount: armNodes
      vnetSubnetID: network::nodes.id
      // Nothing else is put on them: the chart's arm64 pool tolerates it.
      nodeTaints: ['ghostnet.distributed/models=true:NoSchedule']
    }
  }
}

// The nodes' network is not AKS's own, so that the cluster has to be allowed to use it.
resource usesNetwork 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(network::nodes.id, cluster.id, 'network')
  scope: network::nodes
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4d97b98b-1d4f-4787-a291-c67834d212e7') // Network Contributor
    principalId: cluster.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

@description('For `az aks get-credentials --name`.')
output clusterName string = cluster.name

@description('The chart\'s storage.workloadIdentity.clientId.')
output clientId string = workers.properties.clientId

@description('The chart\'s storage.ledger.')
output ledgerUrl string = '${account.properties.primaryEndpoints.blob}${ledger}'

@description('Where images go: ghostnet dataset push FOLDER URL/NAME.')
output dataUrl string = '${account.properties.primaryEndpoints.blob}${data}'
